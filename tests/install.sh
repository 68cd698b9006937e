#!/bin/sh
# Installs those of the Debian packages named that are not installed yet.
set -eu

missing=
for package in "$@"; do
    # shellcheck disable=SC2016 # dpkg-query's own variable
    if ! dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed; then
        missing="$missing $package"
    fi
done
[ -n "$missing" ] || exit 0

as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -q
# shellcheck disable=SC2086 # package names, to be split
$as_root apt-get install -qy --no-install-recommends $missing
