# Everything a person or CI runs. Each target does its own set-up; nothing has to be installed by hand.
SWIFT ?= swift
# Tests at once: servers that stall are waited for, so more than there are cores; not so many that they starve each other.
TEST_WIDTH ?= 8
export TOCSIN_MATERIAL ?= $(abspath ../shared/material)

.PHONY: help setup setup-tests build build-plain demo test test-sanitize lint format soak bench bench-quick clean

help:
	@echo "make build-plain  the program without the optional parts: MongoDB, ODBC, workbooks"
	@echo "make demo    one month of the EMSP lifecycle in about a minute"
	@echo "make test    all tests (real PostgreSQL, real mail servers, all on this machine)"
	@echo "make test-sanitize  all tests under ThreadSanitizer and under AddressSanitizer: slow"
	@echo "make lint    swift-format strict, and the tidy test"
	@echo "make format  puts the sources into shape"
	@echo "make bench   what a guard, a thousand files and a year of ten partners cost, the engine beside hand-written SQL, a million rows"
	@echo "make bench-quick  durable steps a second beside hand-written SQL, in under a minute"
	@echo "make soak    the long tests: hours, if SOAK_SECONDS says so"

setup:
	@scripts/setup

setup-tests:
	@scripts/setup tests

build: setup
	$(SWIFT) build --product tocsin

# Without MongoDB, ODBC and workbooks: what they need is not asked for, and whatever needs them says so.
build-plain: setup
	$(SWIFT) build --product tocsin --disable-default-traits --scratch-path .build-plain

demo: build
	@scripts/demo

test: setup-tests
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --experimental-maximum-parallelization-width $(TEST_WIDTH)

test-sanitize: setup-tests
	@scripts/test-sanitize

lint: setup-tests
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --filter TidyTests

format:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests

soak: setup-tests
	TOCSIN_SOAK_SECONDS=$${SOAK_SECONDS:-600} TOCSIN_KILLS=200 $(SWIFT) test --experimental-maximum-parallelization-width $(TEST_WIDTH)
	@scripts/play-patroni

bench:
	@scripts/bench-cel
	@scripts/bench-check
	@scripts/bench-year
	@scripts/bench-engine
	@scripts/bench-mail
	@scripts/bench-refresh
	@scripts/bench-export

bench-quick: setup
	@scripts/bench-quick

clean:
	rm -rf .build var
