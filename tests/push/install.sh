#!/bin/sh
# Makes the Python environment of the tests of push wake-up.
set -eu
cd "$(dirname "$0")"

environment=${CARGO_TARGET_DIR:-../../target}/python-push
[ -x "$environment/bin/pip" ] || /usr/bin/python3 -m venv "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.txt
