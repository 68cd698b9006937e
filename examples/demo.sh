#!/bin/sh
# The main job on the handbook's own example, with the real command and a real HTTP client: a one-time link is issued,
# sent as an SMS and a QR code, fetched by a scanner, tapped on a phone, read by the app, and used up.
set -eu

siplaunch=${1:?usage: demo.sh PATH-OF-SIPLAUNCH}
work=$(mktemp -d)
servers=
# shellcheck disable=SC2154 # The trap assigns it.
trap 'for server in $servers; do kill "$server"; wait "$server" || true; done; rm -rf "$work"' EXIT
base=http://example.org/p
keys=$work/keys.toml

# The handbook's customer. The password comes on standard input.
issue() {
    printf %s testpass | "$siplaunch" "$@" --username testuser --server example.org --base "$base" \
        --once --ttl 24h --key-file "$keys"
}

# Starts a launch handler, and sets its address. Both handlers have one claim store.
serve() {
    "$@" "$siplaunch" serve --listen 127.0.0.1:0 --key-file "$keys" --sealed-only --page --base "$base" \
        --claims "sqlite:$work/claims.db" 2>"$work/log" &
    servers="$servers $!"
    address=
    while [ -z "$address" ]; do
        sleep 0.05
        kill -0 $!
        address=$(sed -n 's/.*"listen":"\([^"]*\)".*/\1/p' "$work/log")
    done
}

# Sends a request with the link, whose address comes on standard input, where no process list shows it. Shows the status, the
# app link in the answer, and its heading.
send() {
    echo "url = \"http://$address/p?${link#*\?}\"" |
        curl -sS --config - --request "$1" --dump-header "$work/headers" --output "$work/page"
    head -n 1 "$work/headers" | sed 's/^/   /'
    grep -ho 'sipphone://[^"[:space:]]*' "$work/headers" "$work/page" >"$work/links" || echo '   no app link'
    sed 's/^/   /' "$work/links"
    sed -n 's/^<h1>\(.*\)<\/h1>$/   "\1"/p' "$work/page"
}

echo '1. The portal makes an account and issues its launch link, which works once, within 24 hours:'
"$siplaunch" keygen "$keys"
link=$(issue link 2>/dev/null)
echo "   $link"

echo '2. It goes out as an SMS, or is shown as a QR code:'
issue sms 2>&1 | sed 's/^/   /'
issue qr 2>/dev/null

echo '3. A scanner of mail fetches it, and then the customer: a page with a button, and nothing that opens the app:'
serve env
send GET
send GET

echo '4. The customer taps the button. The handler claims the link, opens its seal and sends the phone to the app:'
send POST
echo '   which reads:'
grep -o 'sipphone://[^[:space:]]*' "$work/headers" | "$siplaunch" decode --show-password 2>/dev/null |
    tee "$work/fields" | sed 's/^/   /'
grep -qx 'password: testpass' "$work/fields"

echo '5. The app was not installed yet, and the customer taps again:'
send POST

echo '6. Eleven minutes later (by the clock of another handler) somebody else finds the SMS:'
# The dynamic linker reads $LIB.
# shellcheck disable=SC2016
serve env 'LD_PRELOAD=/usr/$LIB/faketime/libfaketime.so.1' FAKETIME=+11m
send POST
grep -q ' 410 ' "$work/headers"
