#!/usr/bin/env bash
# Puts a whole release into FOLDER: build.sh FOLDER VERSION SONAME. `make dist` makes the Debian packages and the wheel before.
# zig brings the C libraries of the other systems, and the environment of the Python module brings zig.
set -euo pipefail
cd "$(dirname "$0")/../.."
mkdir -p "$1"
out=$(realpath "$1")
version=$2 soname=$3
target=$(realpath "${CARGO_TARGET_DIR:-target}")
work=$target/dist-build
rm -rf "$out" "$work"
mkdir -p "$out"/{c,command,debian,notices,perl,php,python,rust,sbom} "$work"

umask 022
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH CARGO_TARGET_DIR="$target" RUSTC_WRAPPER="$PWD/packaging/dist/rustc.sh"
PATH=$target/python-module/bin:$PATH
zig=$(python -c 'import os, ziglang; print(os.path.dirname(ziglang.__file__))')

# The folder $work/NAME as FOLDER/NAME.tar.gz.
pack() {
    tar --create --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --directory "$work" "$2" |
        gzip -9 --no-name > "$out/$1/$2.tar.gz"
}

# The licences of crates, and of what zig links in: its own run-time code, an unwinder, and the C library of a static program.
notices() {
    cp LICENSE-APACHE LICENSE-MIT "$2"
    cat "$1" "$zig/LICENSE" "$zig/lib/libunwind/LICENSE.TXT" > "$2/NOTICES"
}

command_of() {
    name=siplaunch-$version-$1-linux-musl
    mkdir -p "$work/$name/completions"
    cargo zigbuild --quiet --locked --release --package siplaunch-cli --target "$1-unknown-linux-musl"
    install "$target/$1-unknown-linux-musl/release/siplaunch" "$work/$name"
    cp -r crates/siplaunch-cli/README.md docs/man "$work/$name"
    for shell in bash fish zsh; do
        "$target/release/siplaunch" completions "$shell" > "$work/$name/completions/siplaunch.$shell"
    done
    notices crates/siplaunch-cli/NOTICES "$work/$name"
    cat "$zig/lib/libc/musl/COPYRIGHT" >> "$work/$name/NOTICES"
    pack command "$name"
}

# The libraries, with their notices, are in $work/MACHINE-linux-gnu too, for packages that contain one.
library_of() {
    name=libsiplaunch-$version-$1-linux-gnu
    built=$work/$1-linux-gnu
    mkdir "$built"
    cargo zigbuild --quiet --locked --release --package siplaunch-c --target "$1-unknown-linux-gnu.2.17"
    cp "$target/$1-unknown-linux-gnu/release/libsiplaunch_c.so" "$built/$soname"
    cp "$target/$1-unknown-linux-gnu/release/libsiplaunch_c.a" "$built/libsiplaunch.a"
    make --no-print-directory install-libraries LIBRARIES="$built" DESTDIR="$work" PREFIX="/$name" LIBDIR="/$name/lib"
    # shellcheck disable=SC2016 # pkg-config's own variable: the folder can be anywhere
    sed -i 's|^prefix=.*|prefix=${pcfiledir}/../..|' "$work/$name/lib/pkgconfig/siplaunch.pc"
    cp bindings/c/README.md "$work/$name"
    notices bindings/c/NOTICES "$work/$name"
    cp "$work/$name/NOTICES" "$built"
    pack c "$name"
}

# The wheel of this machine and the sdist are those of the tests. The other wheel is built from the sdist too.
wheels() {
    cp "$target"/python-module/dist/siplaunch-"$version"* "$out/python"
    tar -xzmf "$out/python/siplaunch-$version.tar.gz" -C "$work"
    (
        cd "$work/siplaunch-$version"
        maturin build --quiet --release --zig --compatibility manylinux2014 --target aarch64-unknown-linux-gnu --out "$out/python"
    )
}

crates() {
    # Each is compiled when it is published.
    cargo package --quiet --locked --allow-dirty --no-verify --package siplaunch --package siplaunch-cli \
        --package siplaunch-push --package siplaunch-pushd
    cp "$target"/package/siplaunch{,-cli,-push,-pushd}-"$version".crate "$out/rust"
}

for machine in x86_64 aarch64; do
    command_of "$machine"
    library_of "$machine"
done
wheels
crates
packaging/php.sh "$out/php" "$work" "$version"
packaging/perl.sh "$out/perl"
cp "$target"/deb/*.deb "$out/debian"
packaging/dist/sbom.py "$out/sbom"
cp bindings/c/NOTICES "$out/notices/siplaunch-c.txt"
cp bindings/python/NOTICES "$out/notices/siplaunch-python.txt"
for crate in siplaunch-cli siplaunch-pushd; do
    cp "crates/$crate/NOTICES" "$out/notices/$crate.txt"
done
cd "$out"
find . -type f -printf '%P\n' | LC_ALL=C sort | xargs sha256sum > "$work/SHA256SUMS"
mv "$work/SHA256SUMS" .
