# One target per task; CI runs the same ones.

CARGO ?= cargo
SHELL_SCRIPTS = .ci/run benches/serve.sh examples/demo.sh packaging/siplaunch.cgi tests/browser/run.sh tests/install.sh \
	tests/no_std/check.sh tests/python/install.sh

# What the tests run beside the code, as Debian packages.
TEST_PACKAGES = apache2-bin libcrypt-rijndael-perl librsvg2-bin liburi-perl nginx-light openssl \
	python3-cryptography python3-gammu python3-venv systemd wrk zbar-tools
BROWSER_PACKAGES = chromium fontconfig fonts-roboto-unhinted python3-venv xauth xdg-utils xvfb zbar-tools
PERL_PACKAGES = apache2-bin libcgi-pm-perl libcrypt-rijndael-perl libffi-platypus-perl libmojolicious-perl \
	libperl-critic-perl libplack-perl libpod-coverage-perl liburi-perl starman
LINT_PACKAGES = shellcheck
BENCH_PACKAGES = libssl-dev nginx-light pkg-config wrk

# Where the libraries, the header and the pkg-config file go; Debian's multiarch folder, if there is one.
PREFIX ?= /usr/local
MULTIARCH ?= $(shell gcc -print-multiarch 2>/dev/null)
LIBDIR ?= $(PREFIX)/lib$(if $(MULTIARCH),/$(MULTIARCH))
INCLUDEDIR ?= $(PREFIX)/include
VERSION = $(shell sed -n '/^\[workspace.package\]/,/^version/s/^version = "\(.*\)"/\1/p' Cargo.toml)
TARGET = $(or $(CARGO_TARGET_DIR),target)
RELEASE = $(TARGET)/release

.PHONY: demo test test-browser test-perl lint bench bench-perl bench-serve lib header install uninstall

demo:
	$(CARGO) build --package siplaunch-cli
	examples/demo.sh target/debug/siplaunch

test: test-browser test-perl
	tests/install.sh $(TEST_PACKAGES)
	tests/python/install.sh
	tests/no_std/check.sh
	$(CARGO) test --workspace

# The launch handler and its page in real Chromium; screenshots go to target/screenshots.
test-browser:
	tests/install.sh $(BROWSER_PACKAGES)
	tests/python/install.sh
	$(CARGO) build --package siplaunch-cli
	tests/browser/run.sh $(TARGET)/debug/siplaunch

# The Perl distribution, built in a copy, and used from where it is installed.
PERL_COPY = $(abspath $(TARGET))/perl
PERL_SITE = $(PERL_COPY)/installed$(shell perl -MConfig -e 'print $$Config{installsitelib}')
test-perl: export SIPLAUNCH_LIB = $(abspath $(TARGET))/lib/libsiplaunch.so.0
test-perl: lib
	tests/install.sh $(PERL_PACKAGES)
	rm -rf $(PERL_COPY)
	cp -RL bindings/perl $(PERL_COPY)
	cd $(PERL_COPY) && perl Makefile.PL && $(MAKE) test && $(MAKE) install DESTDIR=$(PERL_COPY)/installed
	cd bindings/perl && PERL5LIB=$(PERL_SITE) prove xt
	podchecker -warnings $$(grep -rl '^=head1' bindings/perl/lib)
	perlcritic --gentle --quiet bindings/perl benches/perl

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

bench-perl: export SIPLAUNCH_LIB = $(abspath $(TARGET))/lib/libsiplaunch.so.0
bench-perl: lib
	tests/install.sh $(PERL_PACKAGES)
	perl -Ibindings/perl/lib benches/perl/link.pl

bench-serve:
	tests/install.sh $(BENCH_PACKAGES)
	$(CARGO) build --release --package siplaunch-cli
	benches/serve.sh

# libsiplaunch.so.0 and libsiplaunch.a, into target/lib.
lib:
	$(CARGO) build --release --package siplaunch-c
	mkdir -p $(TARGET)/lib
	cp $(RELEASE)/libsiplaunch_c.so $(TARGET)/lib/libsiplaunch.so.0
	ln -sf libsiplaunch.so.0 $(TARGET)/lib/libsiplaunch.so
	cp $(RELEASE)/libsiplaunch_c.a $(TARGET)/lib/libsiplaunch.a

# The C header and its twin for PHP, from bindings/c/src.
header:
	SIPLAUNCH_WRITE_HEADER=1 $(CARGO) test --package siplaunch-c --test header

install: lib
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCLUDEDIR)
	install -m 644 include/siplaunch.h $(DESTDIR)$(INCLUDEDIR)
	install -m 644 $(TARGET)/lib/libsiplaunch.so.0 $(DESTDIR)$(LIBDIR)/libsiplaunch.so.$(VERSION)
	ln -sf libsiplaunch.so.$(VERSION) $(DESTDIR)$(LIBDIR)/libsiplaunch.so.0
	ln -sf libsiplaunch.so.0 $(DESTDIR)$(LIBDIR)/libsiplaunch.so
	install -m 644 $(TARGET)/lib/libsiplaunch.a $(DESTDIR)$(LIBDIR)
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' \
		-e 's|@VERSION@|$(VERSION)|' bindings/c/siplaunch.pc.in > $(DESTDIR)$(LIBDIR)/pkgconfig/siplaunch.pc

uninstall:
	rm -f $(DESTDIR)$(INCLUDEDIR)/siplaunch.h $(DESTDIR)$(LIBDIR)/pkgconfig/siplaunch.pc
	rm -f $(addprefix $(DESTDIR)$(LIBDIR)/libsiplaunch,.so .so.0 .so.$(VERSION) .a)
