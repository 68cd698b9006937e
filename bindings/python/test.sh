#!/bin/sh
# Every test of the Python module, on the wheel that build.sh installed.
set -eu
cd "$(dirname "$0")"

environment=$(realpath "${CARGO_TARGET_DIR:-../../target}/python-module")
PATH=$environment/bin:$PATH
ruff check .
ruff format --check .
ruff check --config pyproject.toml ../../examples/*.py
ruff format --config pyproject.toml --check ../../examples/*.py
ruff check ../../examples/portals ../../tests/portals
ruff format --check ../../examples/portals ../../tests/portals
mypy python
(cd "$environment" && stubtest siplaunch)
# Short: that the bench agrees with its peer and runs.
python ../../benches/python/link.py 2 > /dev/null
pytest -m "not databases"
