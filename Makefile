# Everything a developer types. `make help` lists it. Each target works from a clean clone.

SWIFT ?= swift
LISTEN ?= 127.0.0.1:8080
SHARED ?= $(or $(GATEWRIGHT_SHARED),../shared)
RELEASE = .build/release/gatewright
DEBUG = .build/debug/gatewright

.DEFAULT_GOAL := help
.PHONY: help setup tools build run test check format lint bench conformance differential corpus generate release fuzz clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | column -t -s '|' 2>/dev/null \
	  || grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST))

setup: ## installs the system libraries that are missing
	@SWIFT="$(firstword $(SWIFT))" .ci/setup

build: setup ## the command, optimised: .build/release/gatewright
	@if [ -e $(RELEASE) ]; then $(SWIFT) build -c release --product gatewright --quiet; else \
	  echo "building the command, optimised: some minutes, once"; $(SWIFT) build -c release --product gatewright; fi

run: build ## compiles specs/petstore.yaml and serves it on 127.0.0.1:8080 (LISTEN=HOST:PORT)
	@exec $(RELEASE) run specs/petstore.yaml --listen $(LISTEN)

# What some tests use; without it they are left out.
tools:
	@SWIFT="$(firstword $(SWIFT))" .ci/setup wrk

test: tools ## every test
	$(SWIFT) build --build-tests
	@Tests/Support/secrets $(SWIFT) test --skip-build --parallel

lint: ## layout of the source text
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests

format: ## puts the source text in that layout
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests

check: tools lint ## lint, tidy, warnings as errors, every test
	GATEWRIGHT_STRICT=1 $(SWIFT) build --build-tests
	@GATEWRIGHT_STRICT=1 Tests/Support/secrets $(SWIFT) test --skip-build --parallel

differential: setup ## random templates against Debian's Apache Velocity 1.7 (SEED=1 COUNT=4000)
	@$(SWIFT) build --product gatewright --quiet
	@python3 -B Tests/Support/differential $(DEBUG) "$$(Tests/Support/velocity --classes)" $(or $(SEED),1) $(or $(COUNT),4000)

corpus: setup ## the cases of Tests/Corpus; UPDATE=1 rewrites what they expect
	UPDATE=$(UPDATE) $(SWIFT) test --filter Corpus

conformance: setup ## the outside suites beside the repository (SHARED=folder)
	@test -d $(SHARED)/conformance || { echo "no suites at $(SHARED)/conformance; SHARED=folder names another place"; exit 1; }
	@$(SWIFT) build --product gatewright --quiet
	@python3 -B Tests/Support/conformance $(DEBUG) $(SHARED)
	GATEWRIGHT_SHARED=$(abspath $(SHARED)) $(SWIFT) test --filter 'Suite|Conformance|BadSpec'

bench: build ## nanoseconds and allocations of the data plane; the side-by-side HTTP bench where it is at hand
	@$(SWIFT) build -c release --product gatebench --quiet
	@Tests/Support/bench "$(RELEASE)" .build/release/gatebench "$(SHARED)"

generate: setup ## rewrites generated/ and specs/bench.yaml; a clean `git diff` proves them
	@$(SWIFT) build --product gatewright --quiet
	@Tests/Support/generate $(DEBUG)

release: setup ## one binary with the Swift runtime linked in; prints its size
	@$(SWIFT) build -c release --product gatewright --static-swift-stdlib --scratch-path .build-release --quiet
	@strip -o .build-release/gatewright .build-release/release/gatewright
	@ls -l .build-release/gatewright | awk '{ printf "%s: %.1f MB\n", $$NF, $$5 / 1000000 }'

fuzz: setup ## seeded fuzz rounds over every reader (FUZZ_SECONDS=10 each)
	@$(SWIFT) build -c release --product gatefuzz --quiet
	@Tests/Support/fuzz .build/release/gatefuzz $(or $(FUZZ_SECONDS),10)

clean: ## removes what was built
	rm -rf .build .build-release
