# One target per task; CI runs the same ones.

CARGO ?= cargo
SHELL_SCRIPTS = .ci/run benches/serve.sh examples/demo.sh packaging/siplaunch.cgi tests/browser/run.sh tests/install.sh \
	tests/no_std/check.sh tests/python/install.sh

# What the tests run beside the code, as Debian packages.
TEST_PACKAGES = apache2-bin libcrypt-rijndael-perl librsvg2-bin liburi-perl nginx-light openssl \
	python3-cryptography python3-gammu python3-venv systemd wrk zbar-tools
BROWSER_PACKAGES = chromium fontconfig fonts-roboto-unhinted python3-venv xauth xdg-utils xvfb zbar-tools
LINT_PACKAGES = shellcheck
BENCH_PACKAGES = libssl-dev nginx-light pkg-config wrk

.PHONY: demo test test-browser lint bench bench-serve

demo:
	$(CARGO) build --package siplaunch-cli
	examples/demo.sh target/debug/siplaunch

test: test-browser
	tests/install.sh $(TEST_PACKAGES)
	tests/python/install.sh
	tests/no_std/check.sh
	$(CARGO) test --workspace

# The launch handler and its page in real Chromium; screenshots go to target/screenshots.
test-browser:
	tests/install.sh $(BROWSER_PACKAGES)
	tests/python/install.sh
	$(CARGO) build --package siplaunch-cli
	tests/browser/run.sh $(or $(CARGO_TARGET_DIR),target)/debug/siplaunch

lint:
	tests/install.sh $(LINT_PACKAGES)
	shellcheck $(SHELL_SCRIPTS)
	$(CARGO) fmt --check
	cd benches && $(CARGO) fmt --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	$(CARGO) clippy --package siplaunch --no-default-features -- -D warnings
	$(CARGO) clippy --package siplaunch --no-default-features --features alloc -- -D warnings
	$(CARGO) clippy --package siplaunch-cli --no-default-features -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps
	$(CARGO) package --package siplaunch --allow-dirty

bench:
	tests/install.sh $(BENCH_PACKAGES)
	cd benches && $(CARGO) bench

bench-serve:
	tests/install.sh $(BENCH_PACKAGES)
	$(CARGO) build --release --package siplaunch-cli
	benches/serve.sh
