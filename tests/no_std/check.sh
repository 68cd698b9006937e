#!/bin/sh
# Proves that the core links and works without std and without an allocator, and that this proof can fail.
set -eu
cd "$(dirname "$0")"

fail() {
    echo "no_std: $1" >&2
    exit 1
}

output=$(mktemp)
trap 'rm -f "$output"' EXIT

cargo run --quiet || fail "the program without std ended with status $?"

if cargo run --quiet --features alloc >"$output" 2>&1; then
    fail "a core that needs an allocator linked without one: the first check proves nothing"
elif ! grep -q "no global memory allocator" "$output"; then
    cat "$output" >&2
    fail "the build with the core's alloc feature failed for another reason than the allocator"
fi

echo "no_std: 2 passed, 0 failed"
