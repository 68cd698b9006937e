#!/bin/sh
# Makes the Python environment of the portals' tests, with the wheel of siplaunch that bindings/python/build.sh made.
set -eu
cd "$(dirname "$0")"

target=${CARGO_TARGET_DIR:-$PWD/../../target}
environment=$target/python-portals
[ -x "$environment/bin/pip" ] || /usr/bin/python3 -m venv "$environment"
pip="$environment/bin/pip --quiet --disable-pip-version-check"
$pip install --no-deps --require-hashes --requirement requirements.txt
$pip install --no-index --no-deps --force-reinstall "$target"/python-module/dist/siplaunch-*.whl
