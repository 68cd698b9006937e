#!/bin/sh
# The main job on the handbook's own example, with the real command and a real HTTP client.
set -eu

siplaunch=${1:?usage: demo.sh PATH-OF-SIPLAUNCH}
work=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server"; wait "$server" || true; fi; rm -rf "$work"' EXIT

"$siplaunch" serve --listen 127.0.0.1:0 --path /p 2>"$work/log" &
server=$!
for _ in $(seq 100); do
    address=$(sed -n 's/.*"listen":"\([^"]*\)".*/\1/p' "$work/log")
    [ -n "$address" ] && break
    sleep 0.05
done

echo '1. The portal makes an account and issues its launch link:'
link=$(printf %s testpass | "$siplaunch" link --username testuser --server example.org \
    --base "http://$address/p" 2>/dev/null)
echo "   $link"

echo '2. The customer taps it; the launch handler answers:'
printf %s "url = \"$link\"" | curl -sS --config - --output /dev/null --dump-header "$work/headers"
sed 's/^/   /' "$work/headers"

echo '3. The phone opens the app link, and the app reads:'
tr -d '\r' <"$work/headers" | sed -n 's/^[Ll]ocation: //p' | "$siplaunch" decode --show-password 2>/dev/null |
    tee "$work/fields" | sed 's/^/   /'
grep -qx 'password: testpass' "$work/fields"
