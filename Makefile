# What a fresh Debian 12 with Swift, gcc, make and git needs to build, test and install `mirror`.

SWIFT  ?= swift
PREFIX ?= /usr/local
DISTRO ?= debian12
ARCH   ?= amd64
MIRROR := .build/release/mirror
CHECK_JSONSCHEMA := .build/check-jsonschema/bin/check-jsonschema

BUILD_PACKAGES := ca-certificates pkg-config g++ libc6-dev zlib1g-dev libarchive-dev liblzma-dev \
	libssl-dev libcurl4-openssl-dev libgpgme-dev libsqlite3-dev libyaml-dev gnupg \
	debian-archive-keyring
# The demo makes a repository with the usual tools.
DEMO_PACKAGES := $(BUILD_PACKAGES) gzip xz-utils
# The tests compare with what the package managers of other distributions do, which Debian has too. All of
# zypper but its program can be installed beside dnf; the tests take that out of its package.
TEST_PACKAGES := $(BUILD_PACKAGES) apt-utils bzip2 chromium chromium-driver createrepo-c curl debootstrap \
	dnf dnf-plugins-core dose-distcheck dpkg-dev fish gir1.2-modulemd-2.0 gpgv graphviz groff-base gzip jq \
	libaugeas0 libsolv-tools libzypp1722 man-db mandoc openssl python3 python3-createrepo-c python3-dnf \
	python3-gi python3-hawkey python3-libcomps python3-rpm python3-solv python3-venv python3-yaml rpm \
	util-linux xz-utils zsh zstd

# The runtime goes into the binary where the toolchain has it in that form, so that the binary runs on
# machines without Swift.
SWIFT_LIBRARIES = $(dir $(shell readlink -f "$$(command -v $(SWIFT))"))../lib
STATIC = $(if $(wildcard $(SWIFT_LIBRARIES)/swift_static/linux/static-stdlib-args.lnk),--static-swift-stdlib)

.PHONY: help run demo build test bench lint format install clean build-packages demo-packages test-packages
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS='	' read -r name text; do \
		printf '  make %-10s %s\n' "$$name" "$$text"; done

run: build ## install what is missing, build, and mirror DISTRO (debian12) for ARCH (amd64) into out/
	@status=0; $(MIRROR) build $(DISTRO) $(ARCH) --output out || status=$$?; \
	if [ $$status -eq 3 ]; then \
		echo "make run: no mirror of $(DISTRO) answers from here."; \
		echo "make run: running the demo instead, which needs no network:"; \
		$(MAKE) --no-print-directory demo; \
	else \
		exit $$status; \
	fi

demo: build demo-packages ## make a small signed repository, and mirror it into out/; needs no network
	$(SWIFT) build -c release --product Demo $(STATIC)
	.build/release/Demo "$(CURDIR)/.build/demo" "$(CURDIR)/out/sample"
	$(MIRROR) build sample amd64 --manifest .build/demo/packages.yaml --distros .build/demo/distros \
		--output out --locks .build/demo/locks --state .build/demo/state --cache .build/demo/cache
	@echo
	@echo "What was mirrored is .build/demo/repository; what was asked for, .build/demo/packages.yaml."
	@echo "Look at the mirror:"
	@echo "  find out/sample -type f"
	@echo "  less .build/demo/locks/sample-amd64.lock.json"
	@echo "Let apt-get read it, which changes nothing on this machine:"
	@echo "  apt-get -c .build/demo/apt.conf update"
	@echo "  apt-get -c .build/demo/apt.conf -s install curl nginx"

build: build-packages ## install what is missing and build the release binary
	$(SWIFT) build -c release --product mirror $(STATIC)

test: test-packages $(CHECK_JSONSCHEMA) ## install what is missing, build and run all tests
	$(SWIFT) build --build-tests
	$(SWIFT) test --disable-xctest

# Pipelines are checked against the schemas of GitHub and GitLab, which come with this program; Debian does
# not have it.
$(CHECK_JSONSCHEMA): | test-packages
	python3 -m venv .build/check-jsonschema
	.build/check-jsonschema/bin/pip install --quiet --disable-pip-version-check check-jsonschema==0.39.0

bench: build ## measure the release binary beside its peers (BENCHMARKS.md)
	$(SWIFT) build -c release --product Benchmarks $(STATIC)
	.build/release/Benchmarks $(MIRROR) $(BENCH_INDEX)

lint: ## check the format of every source file
	$(SWIFT) format lint --strict --parallel -r $(wildcard Package.swift Sources Tests Benchmarks)

format: ## bring every source file into the format that lint checks
	$(SWIFT) format --in-place --parallel -r $(wildcard Package.swift Sources Tests Benchmarks)

install: $(MIRROR) ## install below PREFIX (/usr/local), or below DESTDIR for a package
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/mirror/distros" \
		"$(DESTDIR)$(PREFIX)/share/man/man1" \
		"$(DESTDIR)$(PREFIX)/share/bash-completion/completions" \
		"$(DESTDIR)$(PREFIX)/share/zsh/site-functions" \
		"$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d"
	install -m 755 $(MIRROR) "$(DESTDIR)$(PREFIX)/bin/mirror"
	cp -R distros/. "$(DESTDIR)$(PREFIX)/share/mirror/distros"
	install -m 644 packages.yaml "$(DESTDIR)$(PREFIX)/share/mirror/packages.yaml"
	$(MIRROR) man > "$(DESTDIR)$(PREFIX)/share/man/man1/mirror.1"
	$(MIRROR) completions bash > "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/mirror"
	$(MIRROR) completions zsh > "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_mirror"
	$(MIRROR) completions fish > "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/mirror.fish"

clean: ## remove what was built and mirrored here
	rm -rf .build out

# `sudo make install` takes the binary that is there: root need not have Swift in its PATH.
$(MIRROR):
	@$(MAKE) --no-print-directory build

build-packages:
	@$(call install_missing,$(BUILD_PACKAGES))

demo-packages:
	@$(call install_missing,$(DEMO_PACKAGES))

test-packages:
	@$(call install_missing,$(TEST_PACKAGES))

# Installs those of the named packages that are absent; touches neither network nor apt when none is.
define install_missing
set -e; \
if ! command -v dpkg-query > /dev/null; then \
	echo "make: this is no Debian; the counterparts of these packages are needed: $(1)"; exit 0; \
fi; \
missing=; \
for package in $(1); do \
	state=$$(dpkg-query --show --showformat='$${db:Status-Status}' "$$package" 2> /dev/null || true); \
	[ "$$state" = installed ] || missing="$$missing $$package"; \
done; \
[ -n "$$missing" ] || exit 0; \
sudo=; \
if [ "$$(id -u)" -ne 0 ]; then \
	if ! command -v sudo > /dev/null; then \
		echo "make: missing, and only root can install them:$$missing" >&2; exit 1; \
	fi; \
	sudo=sudo; \
fi; \
echo "make: installing$$missing"; \
$$sudo apt-get update -qq; \
$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing
endef
