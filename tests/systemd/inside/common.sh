# What the scripts here share.
# shellcheck shell=bash
set -Eeuo pipefail
trap 'echo "systemd: $0: line $LINENO failed: $BASH_COMMAND" >&2; journalctl --no-pager --lines 30 --unit "siplaunch*" >&2' ERR

# is WANTED COMMAND...: the command prints this, and nothing else.
is() {
    local wanted=$1 printed
    shift
    printed=$("$@" 2>&1 || true)
    [ "$printed" = "$wanted" ] || { echo "systemd: $*: not '$wanted' but '$printed'" >&2; return 1; }
}

# soon COMMAND...: the command succeeds within 10 seconds.
soon() {
    for _ in $(seq 100); do
        ! "$@" > /dev/null 2>&1 || return 0
        sleep 0.1
    done
    echo "systemd: waited too long for: $*" >&2
    return 1
}

# fails COMMAND...
fails() {
    ! "$@" > /dev/null 2>&1 || { echo "systemd: it did not fail: $*" >&2; return 1; }
}

# confined UNIT: the unit's process has no rights but those of the unit's user.
confined() {
    local status
    is active systemctl is-active "$1"
    is '' systemd-analyze verify "$1.service"
    systemd-analyze security --no-pager --threshold=15 "$1" | tail -n 1
    status=/proc/$(systemctl show --property MainPID --value "$1")/status
    is 0000000000000000 sed -n 's/^CapEff:\t//p' "$status"
    is 1 sed -n 's/^NoNewPrivs:\t//p' "$status"
    is 2 sed -n 's/^Seccomp:\t//p' "$status"
    fails grep -P '^[UG]id:.*\t0(\t|$)' "$status"
}

# ended UNIT: it has stopped by itself and well, and nothing starts it again.
ended() {
    soon is inactive systemctl is-active "$1"
    is success systemctl show --property Result --value "$1"
    is 0 systemctl show --property ExecMainStatus --value "$1"
}

# no_secrets FILE: no line of the file is in a log.
no_secrets() {
    journalctl --no-pager --output export > /root/journal
    fails grep --recursive --text --fixed-strings --file "$1" /root/journal /var/log --exclude-dir journal
    grep --quiet --fixed-strings _SYSTEMD_UNIT=siplaunch /root/journal
}
