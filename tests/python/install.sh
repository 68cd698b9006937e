#!/bin/sh
# Makes the Python environment of those tests whose peers are not Debian packages, with Node.js for the browser's.
set -eu
cd "$(dirname "$0")"

environment=../../target/python
[ -x $environment/bin/pip ] || /usr/bin/python3 -m venv --system-site-packages $environment
$environment/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements.txt
