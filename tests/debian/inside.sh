#!/bin/bash
# Inside a minimal root folder of Debian: installs the packages in /siplaunch, makes and opens a link in each language, and
# removes them without a trace.
set -euo pipefail
cd /siplaunch
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
token=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg==
query=c=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D
link="https://portal.example/p?$query"
table=

fail() {
    echo "$*" >&2
    exit 1
}

# since MICROSECONDS NAME: a line of the table.
since() {
    table+=$(printf '%-36s %6d ms' "$2" $(((${EPOCHREALTIME/./} - $1) / 1000)))$'\n'
}

# timed NAME COMMAND...: runs it, for a line of the table.
timed() {
    local name=$1 start=${EPOCHREALTIME/./}
    shift
    "$@"
    since "$start" "$name"
}

apt() {
    echo "\$ apt-get $*"
    apt-get --quiet=2 --yes -o Dpkg::Use-Pty=0 "$@" < /dev/null > apt.log 2>&1 || { cat apt.log; fail "apt-get failed"; }
    grep siplaunch apt.log || true
}

# makes COMMAND: it prints the link.
makes() {
    echo "\$ $1"
    made=$(sh -c "$1")
    echo "$made"
    [ "$made" = "$link" ] || fail "this is not the link"
}

# opens COMMAND: the CGI program answers the tap on the link.
opens() {
    echo "\$ REQUEST_METHOD=GET QUERY_STRING='c=…' $1"
    answer=$(REQUEST_METHOD=GET QUERY_STRING=$query sh -c "$1" | tr -d '\r')
    grep -xF "Location: sipphone://$token" <<< "$answer" || fail "this does not open the app: $answer"
}

fpm=
stop_fpm() {
    [ -n "$fpm" ] || return 0
    kill "$fpm"
    wait "$fpm" || true
    fpm=
}
trap stop_fpm EXIT

start_fpm() {
    mkdir -p /run/php
    "php-fpm$php" --nodaemonize &
    fpm=$!
    until [ -S "/run/php/php$php-fpm.sock" ]; do
        kill -0 "$fpm" || { cat "/var/log/php$php-fpm.log"; fail "php-fpm does not start"; }
        sleep 0.02
    done
}

# by_fpm SCRIPT: a command with which php-fpm answers.
by_fpm() {
    echo "SCRIPT_FILENAME=/siplaunch/programs/$1 cgi-fcgi -bind -connect /run/php/php$php-fpm.sock"
}

# says SCRIPT WORDS: php-fpm's answer, and what it logs, end with the words.
says() {
    answer=$(REQUEST_METHOD=GET sh -c "$(by_fpm "$1")" 2>&1)
    grep -qE "$2" <<< "$answer" || fail "$1: not \"$2\", but: $answer"
    echo "php-fpm: $1: $2"
}

# Every file but the state of apt and dpkg, caches, logs, and the users and groups of services, which stay as everywhere in
# Debian, so that no other gets their numbers.
files() {
    find / -xdev \( -path /dev -o -path /proc -o -path /run -o -path /siplaunch -o -path /sys -o -path /tmp -o -path /var/cache \
        -o -path /var/lib/apt -o -path /var/lib/dpkg -o -path /var/log -o -path /etc/ld.so.cache \
        -o -regex '/etc/g?\(group\|passwd\|shadow\)-?' \) -prune \
        -o -type f -printf '%p %m %u:%g %s %T@\n' -o -printf '%p %y %m %u:%g %l\n' | sort
}

no_compiler() {
    for tool in as c++ cargo cc clang cpp g++ gcc ld make rustc tcc; do
        ! command -v $tool || fail "a compiler or a part of one is here"
    done
}

# Perl's package for this release, no other.
find packages -name 'libsiplaunch-perl_*' ! -name "*+deb$(sed 's/\..*//' /etc/debian_version)_*" -delete
mapfile -t ours < <(for package in packages/*.deb; do dpkg-deb --field "$package" Package; done)
no_compiler
since "$STARTED" "a minimal Debian"
timed "apt-get update" apt update
# First what they need, so that the comparison at the end shows what they themselves leave.
mapfile -t needed < <(apt-get --simulate install php-fpm ./packages/*.deb | sed -n 's/^Inst \([^ ]*\) .*/\1/p' |
    grep -vxF -f <(printf '%s\n' "${ours[@]}"))
timed "PHP, Perl, Python and other parts" apt install libfcgi-bin "${needed[@]}"
no_compiler
files > before
timed "the packages" apt install ./packages/*.deb

php=$(phpquery -V)
timed "PHP: link" makes "php programs/link.php"
timed "Perl: link" makes "perl programs/link.pl"
timed "Python: link" makes "python3 programs/link.py"
timed "Python: its command" makes \
    "printf testpass | python3 -m siplaunch link --username testuser --server example.org --base ${link%\?*}"
timed "C: link" makes "printf testpass | programs/sign-up testuser example.org https://portal.example/p"
timed "shell: link" makes "printf testpass | siplaunch link --username testuser --server example.org --base ${link%\?*}"
timed "php-fpm: start" start_fpm
timed "php-fpm: launch handler" opens "$(by_fpm launch.php)"
timed "Perl: launch handler" opens "perl /usr/share/doc/libsiplaunch-perl/examples/token/launch.cgi"
timed "Python: launch handler" opens "python3 programs/launch.py"
timed "C: launch handler" opens "programs/launch"
timed "shell: launch handler" opens "siplaunch cgi"
since "$STARTED" "all of this"
says other.php 'works$'
stop_fpm

timed "removal" apt purge "${ours[@]}"
files > after
diff before after || fail "the packages leave this"
echo "nothing is left"

# php-siplaunch beside a preload file of the site: the site's stays, and README.Debian says how both work.
site=/etc/php/$php/fpm/conf.d/50-site.ini
module=/etc/php/$php/fpm/conf.d/30-siplaunch.ini
echo '<?php' > preload.php
printf 'opcache.preload = /siplaunch/preload.php\nopcache.preload_user = www-data\n' > "$site"
apt install ./packages/libsiplaunch0_*.deb ./packages/php-siplaunch_*.deb
grep -q "/etc/php/$php/fpm has an opcache.preload of its own" apt.log || fail "php-siplaunch does not say that the module is off"
[ ! -e "$module" ] || fail "the module is enabled in spite of the site's own"
[ -e "${module/fpm/cli}" ] || fail "the module is not enabled on the command line"
start_fpm
says other.php 'works$'
says link.php 'set opcache.preload'
stop_fpm
sed -n "s|^    \(require '/usr.*\)|<?php \1|p" /usr/share/doc/php-siplaunch/README.Debian > preload.php
grep require preload.php
start_fpm
says other.php 'works$'
opens "$(by_fpm launch.php)"
stop_fpm
rm "$site"

# A PHP that comes later has the module.
apt purge "php$php-fpm"
apt install php-fpm
[ -e "$module" ] || fail "the module is not enabled in a PHP that came later"
start_fpm
opens "$(by_fpm launch.php)"
stop_fpm

# PHP without FFI.
phpdismod ffi
start_fpm
says other.php 'works$'
says link.php 'run "phpenmod ffi"'
stop_fpm

# What the administrator turned off stays off.
phpdismod -s fpm siplaunch
apt install --reinstall ./packages/php-siplaunch_*.deb
[ ! -e "$module" ] || fail "the module is on again"
apt purge php-siplaunch libsiplaunch0
! files | grep siplaunch || fail "the packages leave this"

echo
echo "Debian $(cat /etc/debian_version), PHP $php, $(perl -e 'printf "Perl %vd", $^V'), $(python3 --version)"
echo "$table"
