#!/bin/sh
# Makes the Python environment of the tests of push wake-up, and installs their client in Node.js.
set -eu
cd "$(dirname "$0")"

environment=${CARGO_TARGET_DIR:-$PWD/../../target}/python-push
[ -x "$environment/bin/pip" ] || /usr/bin/python3 -m venv "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.txt

# Node.js is a package of tests/python.
../python/install.sh
cd node
../../python/npm.sh ci
