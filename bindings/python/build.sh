#!/bin/sh
# Builds the sdist and, from it alone and offline, a wheel for any Linux with glibc 2.17 or later.
# Installs the wheel beside the tools of the tests.
set -eu
cd "$(dirname "$0")"

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$(realpath ../../target)}"
RUSTC_WRAPPER=$(realpath ../../packaging/dist/rustc.sh)
export RUSTC_WRAPPER
environment=$CARGO_TARGET_DIR/python-module
[ -x "$environment/bin/pip" ] || /usr/bin/python3 -m venv "$environment"
pip="$environment/bin/pip --quiet --disable-pip-version-check"
$pip install --no-deps --require-hashes --only-binary :all: --requirement tests/requirements.txt

# maturin takes cargo, zig and Python from here.
PATH=$environment/bin:$PATH
dist=$environment/dist
rm -rf "$dist"
cargo fetch --quiet --locked
maturin sdist --out "$dist"
# -m dates the files now: the sdist dates all on one fixed day, and cargo would miss changes.
tar -xzmf "$dist"/siplaunch-*.tar.gz -C "$dist"
(
	cd "$dist"/siplaunch-*/
	# Not --locked: the lock file has the dependencies of crates too that are not in the sdist.
	maturin build --quiet --release --zig --compatibility manylinux2014 --offline --out "$dist"
)
rm -r "$dist"/siplaunch-*/
$pip install --no-index --no-deps --force-reinstall "$dist"/siplaunch-*.whl
