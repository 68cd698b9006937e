#!/bin/sh
# The main job on the handbook's own example, with the real command and a real HTTP client: a sealed link is issued,
# sent as an SMS and a QR code, opened on a phone, and read by the app.
set -eu

siplaunch=${1:?usage: demo.sh PATH-OF-SIPLAUNCH}
work=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server"; wait "$server" || true; fi; rm -rf "$work"' EXIT
base=http://example.org/p
keys=$work/keys.toml

# The handbook's customer. The password comes on standard input.
issue() {
    printf %s testpass | "$siplaunch" "$@" --username testuser --server example.org --base "$base" \
        --seal --ttl 24h --key-file "$keys"
}

echo '1. The portal makes an account and issues its launch link, sealed for 24 hours:'
"$siplaunch" keygen "$keys"
link=$(issue link 2>/dev/null)
echo "   $link"

echo '2. It goes out as an SMS, or is shown as a QR code:'
issue sms 2>&1 | sed 's/^/   /'
issue qr 2>/dev/null

echo '3. The customer opens it; the launch handler opens the seal and answers with the launch page:'
"$siplaunch" serve --listen 127.0.0.1:0 --key-file "$keys" --sealed-only --page --base "$base" 2>"$work/log" &
server=$!
address=
while [ -z "$address" ]; do
    sleep 0.05
    kill -0 "$server"
    address=$(sed -n 's/.*"listen":"\([^"]*\)".*/\1/p' "$work/log")
done
# On standard input, where no process list shows it.
echo "url = \"http://$address/p?${link#*\?}\"" |
    curl -sS --config - --dump-header "$work/headers" --output "$work/page"
sed 's/^/   /' "$work/headers"
grep -o '<a [^>]*sipphone://[^>]*>' "$work/page" | head -n 1 | sed 's/^/   /'

echo '4. A tap on its button opens the app, which reads:'
grep -o 'sipphone://[^"]*' "$work/page" | head -n 1 | "$siplaunch" decode --show-password 2>/dev/null |
    tee "$work/fields" | sed 's/^/   /'
grep -qx 'password: testpass' "$work/fields"
