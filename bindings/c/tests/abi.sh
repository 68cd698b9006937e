#!/bin/sh
# Compares the C ABI that the header declares with the one on record. A call that was removed or changed fails; a new one
# passes. A Rust library's debug information says nothing about C types, so stubs with the header's signatures stand in.
#
#     abi.sh            compare
#     abi.sh record     put the header's ABI on record, when it was meant to change
set -eu
cd "$(dirname "$0")"
record=siplaunch.abi
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

# stub HEADER SO: a library with an empty body for each declaration.
stub() {
    perl -0pe 's/^((?!typedef)[\w *]+\bsiplaunch_\w+\([^()]*\));/$1 { __builtin_trap(); }/gm' "$1" > "$build/stub.c"
    # A relative path, so that the record names no folder of this machine.
    (cd "$build" && gcc -g -w -shared -fPIC stub.c -o "$2")
}

differs() {
    ! abidiff --no-added-syms "$record" "$1" > "$build/report"
}

stub ../../../include/siplaunch.h "$build/now.so"
if [ "${1:-}" = record ]; then
    abidw --no-corpus-path --no-comp-dir-path --no-show-locs --out-file "$record" "$build/now.so"
    exit
fi

if differs "$build/now.so"; then
    cat "$build/report"
    echo "abi: the C ABI has changed: undo that, or raise SIPLAUNCH_ABI_VERSION and run $0 record" >&2
    exit 1
fi

# The comparison itself must find some changes and let others pass.
changed() {
    sed "$2" ../../../include/siplaunch.h > "$build/changed.h"
    ! cmp -s ../../../include/siplaunch.h "$build/changed.h" || { echo "abi: no change: $1" >&2; exit 1; }
    stub "$build/changed.h" "$build/changed.so"
    if differs "$build/changed.so"; then found=differs; else found=passes; fi
    [ "$found" = "$3" ] || { echo "abi: $1: $found" >&2; exit 1; }
}
changed 'a call less' 's/^void siplaunch_brand_free(.*//' differs
changed 'another type' 's/^size_t siplaunch_token_len(size_t/size_t siplaunch_token_len(uint32_t/' differs
changed 'another result' 's/^uint32_t siplaunch_abi_version/uint8_t siplaunch_abi_version/' differs
changed 'a member more' 's/^  uint64_t expires;/  uint64_t expires; int more;/' differs
changed 'a call more' 's/^uint32_t siplaunch_abi_version/int siplaunch_more(int);\n&/' passes
changed 'a status more' 's/^  SIPLAUNCH_STATUS_OK = 0,/&\n  SIPLAUNCH_STATUS_MORE = 250,/' passes
echo "abi: as on record"
