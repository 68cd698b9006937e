#!/bin/sh
# Uses the Debian packages in FOLDER in minimal root folders of Debian: run.sh FOLDER RELEASE...
set -eu
packages=$(realpath "$1")
shift
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build=$work/siplaunch
cp -r . "$build"
mkdir "$build/packages"
cp "$packages"/*.deb "$build/packages"

# There is no compiler in there: the C programs are built here, against the packages.
for package in libsiplaunch0 libsiplaunch-dev; do
    dpkg-deb --extract "$packages/$package"_*.deb "$work/root"
done
pkg_config=$(dirname "$(find "$work/root" -name siplaunch.pc)")
for program in sign-up launch; do
    # shellcheck disable=SC2046 # several words
    gcc "../../bindings/c/examples/$program.c" -o "$build/programs/$program" \
        $(PKG_CONFIG_SYSROOT_DIR=$work/root PKG_CONFIG_PATH=$pkg_config pkg-config --cflags --libs siplaunch)
done

for release in "$@"; do
    STARTED=$(($(date +%s%N) / 1000))
    export STARTED
    # shellcheck disable=SC2016 # the hook's own variable
    ../../packaging/debian-root.sh "$release" --variant=minbase --customize-hook="copy-in $build /" \
        --customize-hook='chroot "$1" /siplaunch/inside.sh'
done
