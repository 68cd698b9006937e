#!/bin/sh
# Makes the release of the last commit in two clones, and compares their files: `make dist-check`.
set -eu
source=$(realpath "$(dirname "$0")/../..")
# On a disk: the builds take gigabytes, and /tmp can be memory.
work=$(mktemp -d -p "${TMPDIR:-/var/tmp}")
trap 'rm -rf "$work"' EXIT
# The folders differ in their names and in their lengths.
for clone in first second/in-another-folder; do
    git clone --quiet "$source" "$work/$clone"
    (unset CARGO_TARGET_DIR && make -C "$work/$clone" dist)
done
diff "$work/first/target/dist/SHA256SUMS" "$work/second/in-another-folder/target/dist/SHA256SUMS"
echo "dist: both clones gave the same $(wc -l < "$work/first/target/dist/SHA256SUMS") files"
