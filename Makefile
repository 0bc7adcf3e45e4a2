# One file, no hidden steps. The tools are pinned in tools.mod and built once into bin/tools.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

GO      ?= go
NAME    ?= havering
TIME    ?= 30s
TOOLS   := bin/tools
BUILD   := $(GO) build -trimpath -ldflags "-s -w"
CLUSTER := $(GO) run ./internal/pooltest/withcluster --
# The race detector costs about five times the processor: always on where acts meet, else in make race.
RACED   := ./ledger/journal/... ./policy/...

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build ## build, start PostgreSQL and the program, with an example to look at
	./bin/pooled serve

.PHONY: demo
demo: build ## load an example and print its position (NAME=havering)
	./bin/pooled demo $(NAME)

.PHONY: build
build: web/static/page.css ## build the program into bin/pooled
	$(BUILD) -o bin/pooled ./cmd/pooled

.PHONY: assets
assets: web/static/page.css ## build the style sheet and the script of the pages into web/static

web/static/page.css: web/package-lock.json $(wildcard web/assets/*)
	./.ci/assets

.PHONY: test
test: web/static/page.css ## run every test, on a throw-away PostgreSQL
	$(CLUSTER) ./.ci/test $(RACED)

.PHONY: race
race: web/static/page.css ## run every test with the race detector
	$(CLUSTER) $(GO) test -race ./...

.PHONY: fuzz
fuzz: ## fuzz each fuzz target for a while (TIME=30s)
	$(CLUSTER) ./.ci/fuzz $(TIME)

.PHONY: bench
bench: ## print the figures of the program, one a line (ONLY=name for one)
	@$(GO) run ./internal/bench $(if $(ONLY),-only $(ONLY))

.PHONY: screens
screens: build ## take the pictures of the documents anew (docs/screens)
	./.ci/screens

.PHONY: migrate
migrate: build ## bring the database's schema up to date
	./bin/pooled migrate

.PHONY: openapi
openapi: ## write openapi/openapi.yaml from the code
	@mkdir -p openapi
	$(GO) run ./cmd/pooled openapi > openapi/openapi.yaml.new
	mv openapi/openapi.yaml.new openapi/openapi.yaml

.PHONY: format
format: $(TOOLS)/gofumpt ## format the code
	$(TOOLS)/gofumpt -w .

.PHONY: lint
lint: $(TOOLS)/gofumpt $(TOOLS)/golangci-lint ## check format, vet and lint
	@unformatted=$$($(TOOLS)/gofumpt -l .); \
	if [ -n "$$unformatted" ]; then echo "not formatted (make format does it):"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(TOOLS)/golangci-lint run

.PHONY: generated
generated: $(TOOLS)/oasdiff ## check that generated files are as the code says, and that /v1 is not broken
	./.ci/generated $(TOOLS)/oasdiff

.PHONY: check
check: lint generated test ## all that CI runs: lint, generated files, tests

# Built once; golangci-lint takes a few minutes.
$(TOOLS)/golangci-lint: tools.mod tools.sum
	$(BUILD) -modfile=tools.mod -o $@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint

$(TOOLS)/gofumpt: tools.mod tools.sum
	$(BUILD) -modfile=tools.mod -o $@ mvdan.cc/gofumpt

$(TOOLS)/oasdiff: tools.mod tools.sum
	$(BUILD) -modfile=tools.mod -o $@ github.com/oasdiff/oasdiff
