#!/bin/sh
# Packs what has been built: deb.sh FOLDER VERSION WHEEL. The packages go to FOLDER; lintian must have nothing to tell.
set -eu
rm -rf "$1"
mkdir -p "$1/siplaunch"
folder=$(realpath "$1")
SOURCE=$(realpath "$(dirname "$0")/..")
WHEEL=$(realpath "$3")
export SOURCE WHEEL

cp -r "$SOURCE/packaging/debian" "$folder/siplaunch/debian"
cp "$SOURCE"/packaging/*.default "$SOURCE"/packaging/*.service "$SOURCE"/packaging/*.sysusers "$SOURCE"/packaging/*.tmpfiles \
    "$folder/siplaunch/debian"
# The date of the last change, so that the same source gives the same packages.
SOURCE_DATE_EPOCH=$(git -C "$SOURCE" log -1 --format=%ct)
export SOURCE_DATE_EPOCH
sed -e "s/@VERSION@/$2/" -e "s/@DATE@/$(date -Ru -d "@$SOURCE_DATE_EPOCH")/" \
    "$SOURCE/packaging/debian/changelog.in" > "$folder/siplaunch/debian/changelog"
rm "$folder/siplaunch/debian/changelog.in"
mkdir -p "$folder/siplaunch/bindings/c" "$folder/siplaunch/crates/siplaunch-cli" "$folder/siplaunch/crates/siplaunch-pushd"
cp -r "$SOURCE/bindings/c/examples" "$SOURCE/bindings/c/NOTICES" "$SOURCE/bindings/c/README.md" "$folder/siplaunch/bindings/c"
for crate in siplaunch-cli siplaunch-pushd; do
    cp "$SOURCE/crates/$crate/NOTICES" "$SOURCE/crates/$crate/README.md" "$folder/siplaunch/crates/$crate"
done
mkdir "$folder/siplaunch/bindings/python"
cp "$SOURCE/bindings/python/NOTICES" "$SOURCE/bindings/python/README.md" "$folder/siplaunch/bindings/python"
cp -r "$SOURCE/bindings/php" "$folder/siplaunch/bindings"
cp -r "$SOURCE/FORMAT.md" "$SOURCE/SECURITY.md" "$SOURCE/docs" "$SOURCE/packaging" "$folder/siplaunch"
cd "$folder/siplaunch"
dpkg-buildpackage -us -uc -b
lintian --fail-on error,warning --suppress-tags bad-distribution-in-changes-file ../*.changes
