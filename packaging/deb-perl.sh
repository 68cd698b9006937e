#!/bin/sh
# Builds libsiplaunch-perl in a root folder with one release of Debian: deb-perl.sh FOLDER VERSION RELEASE.
# FOLDER has libsiplaunch0 and libsiplaunch-dev. The package goes there too, and fits only the Perl of that release.
set -eu
folder=$(realpath "$1")
SOURCE=$(realpath "$(dirname "$0")/..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build=$work/build
mkdir -p "$build/packages" "$build/made"
cp "$folder"/libsiplaunch0_*.deb "$folder"/libsiplaunch-dev_*.deb "$build/packages"
cp -rL "$SOURCE/bindings/perl" "$build/siplaunch"
cp -r "$SOURCE/packaging/debian-perl" "$build/siplaunch/debian"
cp -r "$SOURCE/packaging/debian/copyright" "$SOURCE/packaging/debian/source" "$build/siplaunch/debian"
cp "$SOURCE/SECURITY.md" "$build/siplaunch"
SOURCE_DATE_EPOCH=$(git -C "$SOURCE" log -1 --format=%ct)
export SOURCE_DATE_EPOCH
sed -e 's/^siplaunch/libsiplaunch-perl/' -e "s/@VERSION@/$2+deb@RELEASE@/" \
    -e "s/@DATE@/$(date -Ru -d "@$SOURCE_DATE_EPOCH")/" \
    "$SOURCE/packaging/debian/changelog.in" > "$build/siplaunch/debian/changelog"
cat > "$build/build.sh" <<'END'
set -eu
cd /build
apt-get install --yes ./packages/*.deb
cd siplaunch
# The number of the release, so that an upgrade of Debian upgrades the package.
sed -i "s/@RELEASE@/$(sed 's/\..*//' /etc/debian_version)/" debian/changelog
DEB_BUILD_OPTIONS=noautodbgsym dpkg-buildpackage -us -uc -b
mv ../*.deb ../made
END

# shellcheck disable=SC2016 # the hook's own variable
"$SOURCE/packaging/debian-root.sh" "$3" --variant=buildd --include=debhelper,perl,pkg-config \
    --customize-hook="copy-in $build /" --customize-hook='chroot "$1" sh /build/build.sh' \
    --customize-hook="sync-out /build/made $build/made"
lintian --fail-on error,warning "$build"/made/*.deb
mv "$build"/made/*.deb "$folder"
