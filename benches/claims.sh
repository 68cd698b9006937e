#!/bin/sh
# Claims of `siplaunch serve`: first taps on one-time links, each another, with the store in SQLite and in Redis, beside a GET
# of a sealed link without a store, under wrk on loopback. Needs wrk and redis-server.
# Usage: benches/claims.sh [SECONDS_A_ROUND [ROUNDS]]
set -eu

seconds=${1:-3}
rounds=${2:-5}
links_a_second=40000

cd "$(dirname "$0")/.."
THREADS=$(nproc)
export THREADS

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

cargo build --quiet --release --package siplaunch-cli --bins --example one_time_links
release=${CARGO_TARGET_DIR:-target}/release
keys=$folder/keys.toml
"$release/siplaunch" keygen "$keys"
sealed=$(printf %s testpass | "$release/siplaunch" link --username testuser --server example.org \
    --base https://example.org/p --seal --key-file "$keys" | sed 's/.*?//')

redis-server --port 18313 --bind 127.0.0.1 --save '' --appendonly yes --dir "$folder" >"$folder/redis.log" &
pids="$pids $!"
sleep 1
redis=redis://127.0.0.1:18313
"$release/siplaunch" claims init --claims "$redis"

# serve PORT [OPTION...]
serve() {
    port=$1
    shift
    "$release/siplaunch" serve --listen "127.0.0.1:$port" --key-file "$keys" "$@" 2>>"$folder/serve.log" &
    pids="$pids $!"
}
serve 18310 --access-log off
serve 18311 --access-log off --claims "sqlite:$folder/claims.db"
serve 18312 --access-log off --claims "$redis"
sleep 1

# measure NAME PORT CONNECTIONS WRK_ARGUMENT...: keeps requests per second and the 99th percentile, and fails if an answer was no
# redirect.
measure() {
    name=$1 port=$2 connections=$3
    shift 3
    wrk --threads "$THREADS" --connections "$connections" --duration "${seconds}s" --latency "$@" |
        awk '/Non-2xx|Socket errors/ { bad = 1 } / 99% / { slow = $2 } /^Requests\/sec:/ { rate = $2 }
            END { if (!bad) print rate, slow; exit bad }' >"$folder/$name.round"
    cat "$folder/$name.round" >>"$folder/$name"
}

claims() {
    "$release/examples/one_time_links" "$keys" $((seconds * links_a_second)) >"$folder/links"
    LINKS=$folder/links measure "$1" "$2" "$3" --script benches/claims.lua "http://127.0.0.1:$2"
}

median() {
    sort -n "$folder/$1" | awk '{ line[NR] = $0 } END { print line[int((NR + 1) / 2)] }'
}

row='%7s %18s %18s %18s\n'
# shellcheck disable=SC2059 # the row is the format
for connections in 16 64; do
    rm -f "$folder/get" "$folder/sqlite" "$folder/redis"
    printf "$row" "$connections" 'GET/s p99' 'SQLite/s p99' 'Redis/s p99'
    for round in $(seq "$rounds"); do
        measure get 18310 "$connections" "http://127.0.0.1:18310/p?$sealed"
        claims sqlite 18311 "$connections"
        claims redis 18312 "$connections"
        printf "$row" "$round" "$(cat "$folder/get.round")" "$(cat "$folder/sqlite.round")" "$(cat "$folder/redis.round")"
    done
    printf "$row" median "$(median get)" "$(median sqlite)" "$(median redis)"
done
