#!/bin/sh
# `siplaunch serve` with tokens and with sealed links, beside nginx `return 302` with the same headers, under wrk on
# loopback. Needs wrk and nginx-light.
# Usage: benches/serve.sh [SECONDS_A_ROUND [ROUNDS]]
set -eu

seconds=${1:-3}
rounds=${2:-5}
PATH=$PATH:/usr/sbin

for program in cargo nginx wrk; do
    command -v "$program" >/dev/null || {
        echo "$program is missing: apt-get install nginx-light wrk" >&2
        exit 1
    }
done

cd "$(dirname "$0")/.."
cores=$(nproc)
query='c=CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI%2FWv%2FVaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg%3D%3D'
link='sipphone://CI8VN8toaE40w8E4OH2rAuFj3Qev9QdLI/Wv/VaBCVK2yNkBZjxE9eafXkkrQfmYdeu01PquS5P40zhUq8Mfjg=='

folder=$(mktemp -d)
pids=
stop() {
    for pid in $pids; do
        kill "$pid" 2>/dev/null || true
    done
    wait
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 1' INT TERM

start_siplaunch() {
    cargo build --quiet --release --package siplaunch-cli
    siplaunch=${CARGO_TARGET_DIR:-target}/release/siplaunch
    keys=$folder/keys.toml
    "$siplaunch" keygen "$keys"
    sealed=$(printf %s testpass | "$siplaunch" link --username testuser --server example.org \
        --base https://example.org/p --seal --key-file "$keys" | sed 's/.*?//')
    "$siplaunch" serve --listen 127.0.0.1:18302 --access-log off 2>"$folder/siplaunch.log" &
    pids="$pids $!"
    "$siplaunch" serve --listen 127.0.0.1:18304 --access-log off --key-file "$keys" 2>"$folder/sealed.log" &
    pids="$pids $!"
}

start_nginx() {
    cat >"$folder/nginx.conf" <<END
daemon off;
worker_processes $cores;
pid $folder/nginx.pid;
events {}
http {
    access_log off;
    keepalive_requests 1000000000;
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    server {
        listen 127.0.0.1:18303;
        location = /p {
            add_header Cache-Control no-store always;
            add_header Referrer-Policy no-referrer always;
            add_header X-Content-Type-Options nosniff always;
            add_header X-Robots-Tag "noindex, nofollow" always;
            return 302 $link;
        }
    }
}
END
    nginx -p "$folder" -c "$folder/nginx.conf" -e "$folder/error.log" &
    pids="$pids $!"
}

# measure PORT QUERY NAME: keeps the requests per second, and fails if any answer was not the redirect.
measure() {
    wrk --threads "$cores" --connections 64 --duration "${seconds}s" "http://127.0.0.1:$1/p?$2" |
        awk '/Non-2xx|Socket errors/ { bad = 1 } /^Requests\/sec:/ { rate = $2 } END { if (!bad) print rate; exit bad }' \
            >>"$folder/$3"
}

last() {
    tail -n 1 "$folder/$1"
}

median() {
    sort -n "$folder/$1" | awk '{ rate[NR] = $1 } END { print (rate[int((NR + 1) / 2)] + rate[int(NR / 2) + 1]) / 2 }'
}

ratio() {
    awk "BEGIN { printf \"%.2f\", $(median "$1") / $(median "$2") }"
}

start_siplaunch
start_nginx
sleep 1
row='%7s %12s %12s %12s\n'
# shellcheck disable=SC2059 # the row is the format
{
    printf "$row" round tokens/s sealed/s nginx/s
    for round in $(seq "$rounds"); do
        measure 18302 "$query" tokens
        measure 18304 "$sealed" sealed
        measure 18303 "$query" nginx
        printf "$row" "$round" "$(last tokens)" "$(last sealed)" "$(last nginx)"
    done
    printf "$row" median "$(median tokens)" "$(median sealed)" "$(median nginx)"
}
echo "tokens beside nginx $(ratio tokens nginx), sealed beside tokens $(ratio sealed tokens)"

# report JOB NAME PEER PEER_NAME: the medians as nanoseconds a request, for run.py.
report() {
    nanoseconds=$(awk "BEGIN { printf \"%.1f\", 1e9 / $(median "$2") }")
    peer_nanoseconds=$(awk "BEGIN { printf \"%.1f\", 1e9 / $(median "$4") }")
    printf '{"job": "siplaunch serve, %s", "contender": "siplaunch serve", "ns": %s, "peer": "%s", "peer_ns": %s}\n' \
        "$1" "$nanoseconds" "$3" "$peer_nanoseconds" >>"$BENCH_RESULTS"
}
if [ -n "${BENCH_RESULTS:-}" ]; then
    report tokens tokens 'nginx return 302' nginx
    report 'sealed links' sealed 'siplaunch serve, tokens' tokens
fi
