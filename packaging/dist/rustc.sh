#!/bin/sh
# Cargo's RUSTC_WRAPPER for all that is released: no path of the machine that builds gets into what it builds.
# As a wrapper and not as RUSTFLAGS, because Cargo makes the names of files out of those.
set -eu
root=$(realpath "$(dirname "$0")/../..")
target=$(realpath "${CARGO_TARGET_DIR:-$root/target}")
exec "$@" --remap-path-prefix="$root=/siplaunch" --remap-path-prefix="$target=/siplaunch/target" \
    --remap-path-prefix="${CARGO_HOME:-$HOME/.cargo}=/cargo"
