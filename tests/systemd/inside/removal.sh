#!/bin/bash
# What the packages leave behind.
# shellcheck source-path=SCRIPTDIR
. ./common.sh

systemctl start siplaunch siplaunch-pushd
apt-get purge --quiet --yes siplaunch siplaunch-pushd > log 2>&1 || { cat log >&2; false; }
for unit in siplaunch siplaunch-pushd; do
    is inactive systemctl is-active $unit
    is not-found systemctl show --property LoadState --value $unit
done
fails pgrep siplaunch
# The keys are the administrator's.
is '640 root siplaunch' stat --format '%a %U %G' /etc/siplaunch/keys.toml

apt-get install --quiet --yes ./siplaunch_*.deb > log 2>&1 || { cat log >&2; false; }
is inactive systemctl is-active siplaunch
rm /etc/siplaunch/* /etc/nginx/sites-enabled/siplaunch /var/log/nginx/siplaunch-*
apt-get purge --quiet --yes siplaunch > log 2>&1 || { cat log >&2; false; }
fails getent group siplaunch
# The push daemon's configuration and devices are the administrator's too.
is '' find / -xdev \( -path /root -o -path /var/log/journal -o -path /etc/siplaunch-pushd -o -path /var/lib/siplaunch-pushd \) -prune \
    -o \( -nogroup -o -nouser -o -name '*siplaunch*' \) -print
echo "systemd: removal: passed"
