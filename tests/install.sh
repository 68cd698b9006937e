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
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT

# Another program may hold a lock: apt-get waits for dpkg's locks itself, and here for those of its own lists and archives.
apt_get() {
    tries=0
    until $as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -q -o DPkg::Lock::Timeout=600 "$@" 2>"$errors"; do
        cat "$errors" >&2
        grep -q '^E: Could not get lock' "$errors" && [ $((tries += 1)) -lt 600 ] || exit 1
        sleep 1
    done
    cat "$errors" >&2
}
apt_get update
# shellcheck disable=SC2086 # package names, to be split
apt_get install --yes --no-install-recommends $missing
