#!/bin/sh
# The README's ways to build a program, with what "make install" installs: static programs, C++, CMake, Meson.
set -eu
cd "$(dirname "$0")/../../.."
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
token=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==
link="https://portal.example/p?c=$(printf %s "$token" | sed 's|/|%2F|g; s|+|%2B|g; s|=|%3D|g')"

step() { echo "builds: $*"; }

fail() {
    echo "builds: $*" >&2
    exit 1
}

quietly() {
    "$@" > log 2>&1 || fail "$(cat log)"
}

# block LANGUAGE: the README's block of this language, behind those of the installation.
block() {
    # shellcheck disable=SC2016 # the marks around a block of Markdown
    sed -n '/^## A link/,$p' bindings/c/README.md | sed -n '/^```'"$1"'$/,/^```$/p' | sed '/^```/d'
}

# check PROGRAM TEXT [LIBRARY...]: the program prints the text, and loads these of libc and libsiplaunch.
check() {
    program=$1 text=$2
    shift 2
    [ "$("$program")" = "$text" ] || fail "$program prints another text"
    loaded=$(readelf -d "$program" | sed -n 's/.*(NEEDED).*\[\(libc\|libsiplaunch\)\.so.*/\1/p' | sort | xargs)
    [ "$loaded" = "$*" ] || fail "$program loads: $loaded"
}

# cmake_build FOLDER TARGET [OPTION...]: the README's CMake project with one of the two targets.
cmake_build() {
    folder=$1 target=$2
    shift 2
    mkdir "$folder"
    cp portal.c "$folder"
    sed "s/siplaunch::siplaunch/$target/" CMakeLists.txt > "$folder/CMakeLists.txt"
    quietly cmake -S "$folder" -B "$folder" "$@"
    quietly cmake --build "$folder"
}

# answers LIST: which versions CMake finds, as "VERSION 1" or "VERSION 0" with ";" between them.
answers() {
    rm -rf versions
    mkdir versions
    cat > versions/CMakeLists.txt << 'END'
cmake_minimum_required(VERSION 3.19)
project(versions NONE)
foreach(version IN LISTS VERSIONS)
  find_package(siplaunch ${version} CONFIG QUIET)
  message(NOTICE "${version} ${siplaunch_FOUND}")
  unset(siplaunch_DIR CACHE)
endforeach()
END
    quietly cmake -S versions -B versions "-DVERSIONS=$(echo "$1" | sed 's/ [01]//g')"
    found=$(grep '^[0-9.<]* [01]$' log | paste -sd ';')
    [ "$found" = "$1" ] || fail "CMake finds $found"
}

# meson_build FOLDER OPTION: the README's Meson project with this option of the dependency.
meson_build() {
    mkdir "$1"
    cp portal.c "$1"
    sed "s/version: '>=0.1'/$2/" meson.build > "$1/meson.build"
    quietly meson setup "$1/build" "$1"
    quietly meson compile -C "$1/build"
}

prefix=$build/usr
make --silent install-libraries PREFIX="$prefix" LIBDIR="$prefix/lib"
export LD_LIBRARY_PATH="$prefix/lib" PKG_CONFIG_PATH="$prefix/lib/pkgconfig" CMAKE_PREFIX_PATH="$prefix"
block c > "$build/portal.c"
block sh > "$build/build.sh"
block cmake > "$build/CMakeLists.txt"
block meson > "$build/meson.build"
cp bindings/c/tests/c/exceptions.cc "$build"
cd "$build"

step "pkg-config: shared and static programs by gcc and clang"
pkg-config --validate siplaunch
for compiler in gcc clang; do
    sed -i "s/^[a-z]* /$compiler /" build.sh
    sh -e build.sh
    check ./portal "$link" libc libsiplaunch
    check ./portal-static "$link"
done

step "C++ with exceptions, shared and static"
text="the password contains '&' or a control character, such as a newline at its end: remove it or choose another"
# shellcheck disable=SC2046 # several words
for compiler in g++ clang++; do
    $compiler exceptions.cc -o exceptions $(pkg-config --cflags --libs siplaunch)
    check ./exceptions "$text" libc libsiplaunch
    $compiler -static exceptions.cc -o exceptions $(pkg-config --static --cflags --libs siplaunch)
    check ./exceptions "$text"
    $compiler exceptions.cc -o exceptions $(pkg-config --cflags siplaunch) "$prefix/lib/libsiplaunch.a"
    check ./exceptions "$text" libc
done

step "CMake: both targets, static programs, and versions"
cmake_build cmake siplaunch::siplaunch
check cmake/portal "$link" libc libsiplaunch
cmake_build cmake-static siplaunch::static
check cmake-static/portal "$link" libc
cmake_build cmake-all-static siplaunch::static -DCMAKE_EXE_LINKER_FLAGS=-static
check cmake-all-static/portal "$link"

answers '0.1 1;0.1.0 1;0.0.9 1;0.1.1 0;0.2 0;1.0 0;0.0...0.9 1;0.0...0.1.0 1;0.0...<0.1.0 0;0.0...0.0.9 0;0.2...0.9 0'
cp -r usr later
sed -i 's/0\.1\.0/2.1.0/' later/lib/cmake/siplaunch/siplaunch-config-version.cmake
CMAKE_PREFIX_PATH=$build/later answers '0.1 0;1.9 0;2.0 1;2.1.1 0;3.0 0'

step "Meson: by pkg-config and by CMake, shared and static"
for method in pkg-config cmake; do
    meson_build "meson-$method" "method: '$method'"
    check "meson-$method/build/portal" "$link" libc libsiplaunch
done
meson_build meson-static "static: true"
check meson-static/build/portal "$link" libc
meson_build meson-cmake-static "method: 'cmake', modules: 'siplaunch::static'"
check meson-cmake-static/build/portal "$link" libc
(meson_build meson-wrong "version: '>=0.2'") 2> error && fail "Meson takes a wrong version"
grep -q "0.1.0 but need: '>=0.2'" error || fail "$(cat error)"

step "the same folders elsewhere, and through a link"
mkdir -p opt/other links/a/b
mv usr opt/other/siplaunch
ln -s "$build/opt/other/siplaunch/lib" links/a/b
prefix=$build/opt/other/siplaunch
include=$(PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config --define-prefix --variable=includedir siplaunch)
[ "$include" = "$prefix/include" ] || fail "pkg-config finds $include"
CMAKE_PREFIX_PATH=$prefix cmake_build cmake-elsewhere siplaunch::static
check cmake-elsewhere/portal "$link" libc
cmake_build cmake-link siplaunch::static -Dsiplaunch_DIR="$build/links/a/b/lib/cmake/siplaunch"
check cmake-link/portal "$link" libc

echo "C library: all builds passed"
