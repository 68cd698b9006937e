#!/bin/sh
# Makes the CPAN distribution: perl.sh OUT. It needs no library. The same files give the same bytes: SOURCE_DATE_EPOCH
# dates them, else the last commit.
set -eu
mkdir -p "$1"
out=$(realpath "$1")
source=$(realpath "$(dirname "$0")/..")
: "${SOURCE_DATE_EPOCH:=$(git -C "$source" log -1 --format=%ct)}"
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT

git -C "$source" ls-files -z bindings/perl | (cd "$source" && xargs -0 cp -L --parents -t "$staging")
cd "$staging/bindings/perl"
perl -MExtUtils::Manifest=fullcheck -e 'my ($missing, $extra) = fullcheck; exit(@$missing + @$extra ? 1 : 0)'

# Makefile.PL wants to see a library; nothing of it gets into the distribution.
mkdir -p "$staging/prefix/include" "$staging/prefix/lib"
touch "$staging/prefix/include/siplaunch.h" "$staging/prefix/lib/libsiplaunch.so"
SIPLAUNCH_PREFIX=$staging/prefix perl Makefile.PL
make distdir
set -- Siplaunch-*/
distribution=${1%/}
tar --create --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
    "$distribution" | gzip -n9 > "$out/$distribution.tar.gz"
