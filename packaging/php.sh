#!/bin/sh
# Makes the archive of the PHP package that Composer takes from an artifact repository: php.sh OUT LIBFOLDER VERSION.
# LIBFOLDER has the library for each machine that the archive serves, such as x86_64-linux-gnu/libsiplaunch.so.0, and
# beside it the NOTICES of what is linked in. The same files give the same bytes: SOURCE_DATE_EPOCH dates them, else the
# last commit.
set -eu
out=$(realpath "$1") libraries=$(realpath "$2") version=$3
source=$(realpath "$(dirname "$0")/..")
: "${SOURCE_DATE_EPOCH:=$(git -C "$source" log -1 --format=%ct)}"
staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
package=siplaunch-php-$version

mkdir -p "$out" "$staging/$package"
cd "$source/bindings/php"
git ls-files -z . ':!composer.json' ':!phpunit.xml' ':!tests' | xargs -0 cp -L --parents -t "$staging/$package"
for machine in x86_64 aarch64; do
    install -D -t "$staging/$package/lib/$machine-linux-gnu" \
        "$libraries/$machine-linux-gnu/libsiplaunch.so.0" "$libraries/$machine-linux-gnu/NOTICES"
done
# The source has no version, because a tag gives it to Composer.
sed "s|^\( *\)\"name\": .*|&\n\1\"version\": \"$version\",|" composer.json > "$staging/$package/composer.json"

cd "$staging"
find . -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
chmod -R u=rwX,go=rX .
find . -type f -exec chmod 644 {} +
rm -f "$out/$package.zip"
find "$package" -type f | LC_ALL=C sort | TZ=UTC zip --quiet -X -9 -@ "$out/$package.zip"
