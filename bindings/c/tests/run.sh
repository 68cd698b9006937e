#!/bin/sh
# All tests of the C ABI: run.sh FOLDER_OF_THE_LIBRARIES STATIC_LIBRARY_WITH_ADDRESS_SANITIZER
set -eu
lib=$(realpath "$1")
asan=$(realpath "$2")
cd "$(dirname "$0")"
header=../../../include
soname=libsiplaunch.so.$(sed -n 's/^#define SIPLAUNCH_ABI_VERSION //p' $header/siplaunch.h)
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
export LD_LIBRARY_PATH="$lib"

step() { echo "== $*"; }

step "header: C99, C11, C17 and C++17"
for standard in c99 c11 c17; do
    gcc -std=$standard -Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c $header/siplaunch.h
done
g++ -std=c++17 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c++ $header/siplaunch.h

step "exported symbols: the header's and no others"
perl -0ne 's{//[^\n]*|/\*.*?\*/}{}gs; print "$_\n" for /^[\w *]+\b(siplaunch_\w+)\(/gm' $header/siplaunch.h | sort > "$build/declared"
nm -D --defined-only "$lib/$soname" | awk '{ print $3 }' | sort > "$build/exported"
diff "$build/declared" "$build/exported"
readelf -d "$lib/$soname" | grep -qF "soname: [$soname]"
# To load libgcc_s takes as long as to load the library.
[ "$(readelf -d "$lib/$soname" | sed -n '/ld-linux/d; s/.*(NEEDED).*\[\(.*\)\]/\1/p')" = libc.so.6 ]

step "ABI record"
./abi.sh

compile() {
    program=$1
    shift
    gcc -std=c11 -Wall -Wextra -Wpedantic -Werror -g -I"$build" -I$header "c/$program.c" "$@"
}
/usr/bin/python3 misuse.py $header/siplaunch.h > "$build/calls.h"
for program in vectors misuse threads overrun memory; do
    libraries='-lsiplaunch -pthread'
    [ $program != vectors ] || libraries="$libraries -ljansson"
    # shellcheck disable=SC2086 # several words
    compile $program -o "$build/$program" -L"$lib" $libraries
done

step "vectors"
"$build/vectors" ../../../tests/vectors

step "misuse under valgrind: no invalid access, no leak"
checked() { valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=all "$@"; }
checked "$build/misuse"
! checked "$build/overrun" 2> /dev/null || { echo "valgrind does not see an overrun" >&2; exit 1; }

step "memory: no secret is left when all is freed"
"$build/memory"

step "8 threads: right results, whoever comes first"
for _ in 1 2 3 4 5 6 7 8 9 10; do "$build/threads" > /dev/null; done
step "8 threads under helgrind"
# It does not know the atomics of std::sync::OnceLock: "warm" initializes all of them before.
valgrind -q --tool=helgrind --error-exitcode=9 "$build/threads" warm

step "misuse under AddressSanitizer, the library instrumented too"
gcc_asan() { compile "$1" -o "$build/$1-asan" -fsanitize=address,undefined -fno-sanitize-recover=all "$asan" -lpthread -lm -ldl; }
gcc_asan misuse
gcc_asan overrun
"$build/misuse-asan"
! "$build/overrun-asan" 2> "$build/report" || { echo "AddressSanitizer does not see an overrun" >&2; exit 1; }
grep -q heap-buffer-overflow "$build/report"

echo "C ABI: all steps passed"
