#!/bin/bash
# Boots Debian with systemd in a container, and does there what docs/operating.md says, and then what its operator may do:
# run.sh PACKAGES RELEASE... PACKAGES is the folder with the Debian packages. Only root can do this.
set -euo pipefail
packages=$(realpath "$1")
shift
tests=$(realpath "$(dirname "$0")")
documents=$tests/../../docs
work=$(mktemp -d)
root=$work/root
container=

# nspawn leaves its cgroups behind: they get one of their own, of version 2 as systemd is to find it.
cgroup=$(findmnt --noheadings --output TARGET --types cgroup2 | head -n 1)$(sed -n 's/^0:://p' /proc/self/cgroup)/siplaunch-test-$$

clean() {
    [ -z "$container" ] || stop
    rm -rf "$work"
}
trap clean EXIT

# make_root RELEASE: all that the test needs from outside; the container has no network.
make_root() {
    local mirror
    # shellcheck disable=SC2016 # apt-get's own variable
    mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 'Component: main' | head -n 1)
    # shellcheck disable=SC2016 # the hook's own variable
    mmdebstrap --quiet --variant=minbase --include=systemd-sysv,dbus,procps,curl,ca-certificates \
        --skip=cleanup/apt --customize-hook='chroot "$1" apt-get --quiet --yes --download-only --option APT::Install-Recommends=yes install nginx' \
        "$1" "$root" "$mirror" > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    cp "$packages"/siplaunch_*.deb "$packages"/siplaunch-pushd_*.deb "$tests"/inside/* "$root/root"
    commands_of "From nothing to a launch handler" "$documents/operating.md" > "$root/root/six-commands"
    commands_of "Keys, and who may read them" "$documents/operating.md" > "$root/root/portal-command"
    make_certificate "$root/etc/letsencrypt/live/portal.example"
    echo 127.0.0.1 localhost portal.example > "$root/etc/hosts"
    # The tests start units more often than systemd lets an administrator.
    mkdir "$root/etc/systemd/system.conf.d"
    printf '[Manager]\nDefaultStartLimitIntervalSec=0\n' > "$root/etc/systemd/system.conf.d/test.conf"
}

# commands_of HEADING DOCUMENT: the first shell script of a section.
commands_of() {
    awk -v heading="## $1" '$0 == heading { inside = 1 } script && /^```$/ { exit } script { print }
        inside && /^```sh$/ { script = 1 }' "$2"
}

make_certificate() {
    mkdir -p "$1"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=portal.example \
        -addext subjectAltName=DNS:portal.example -keyout "$1/privkey.pem" -out "$1/fullchain.pem" 2> /dev/null
}

boot() {
    mkdir "$cgroup"
    (
        echo "$BASHPID" > "$cgroup/cgroup.procs"
        SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 exec systemd-nspawn --quiet --boot --directory="$root" --machine=siplaunch-test \
            --private-network --resolv-conf=off --timezone=off --link-journal=no --register=no --keep-unit \
            --console=pipe < /dev/null > "$work/console" 2>&1
    ) &
    container=$!
    leader='' state=''
    # systemd is the child of nspawn, and running once it answers.
    for _ in $(seq 600); do
        leader=$(pgrep --parent "$container" || true)
        [ -z "$leader" ] || state=$(inside systemctl is-system-running 2> /dev/null || true)
        [ "$state" != running ] || return 0
        [ "$state" != degraded ] || break
        sleep 0.1
    done
    cat "$work/console" >&2
    [ -z "$leader" ] || inside systemctl --failed >&2
    echo "run.sh: systemd does not run in the container: ${state:-no answer}" >&2
    exit 1
}

# inside COMMAND: runs it in the container.
inside() {
    nsenter --target "$leader" --all --wdns=/root env -i HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@" < /dev/null
}

stop() {
    kill "$container"
    # systemd halts, unless it has just begun to boot.
    timeout 10 tail --pid="$container" --follow /dev/null || echo 1 > "$cgroup/cgroup.kill"
    wait "$container" || true
    container=
    find "$cgroup" -depth -type d -exec rmdir {} +
}

for release in "$@"; do
    rm -rf "$root"
    make_root "$release"
    boot
    for script in launch-handler.sh push-daemon.sh removal.sh; do
        inside bash "$script"
    done
    stop
    echo "systemd: $release: passed"
done
