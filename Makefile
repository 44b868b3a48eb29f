# make          the checks that a change must pass (as .ci/run, without installing)
# make help     all targets

COMMIT  := $(shell git rev-parse HEAD 2>/dev/null)$(shell git diff --quiet HEAD 2>/dev/null || echo -modified)
LDFLAGS := -X main.commit=$(COMMIT)
ADDR    ?= 127.0.0.1:8080

.PHONY: all check build test race golden fuzz bench serve soak data help

all: check ## format, vet, staticcheck, tests
check:
	@test -z "$$(git ls-files '*.go' | xargs gofmt -l)" || { git ls-files '*.go' | xargs gofmt -l; exit 1; }
	go vet ./...
	staticcheck ./...
	go test ./...

build: ## bin/assay, stamped with the commit
	CGO_ENABLED=0 go build -trimpath -ldflags "$(LDFLAGS)" -o bin/assay ./cmd/assay

test: ## what the README says
	go test ./...

race: ## the race detector on what shares memory
	go test -race -short -timeout 15m ./store/... ./pipeline/... ./origin/... ./resolve/... ./web/...

golden: ## write expected outputs anew; read the difference before you commit it
	ASSAY_UPDATE=1 go test ./cmd/assay/... ./extract/... ./resolve/... ./web/...

fuzz: ## each fuzz target for FUZZTIME (default 30s)
	@for p in $$(grep -rl '^func Fuzz' --include='*_test.go' . | xargs -n1 dirname | sort -u); do \
	  for f in $$(grep -ho '^func Fuzz[A-Za-z_0-9]*' $$p/*_test.go | cut -c6-); do \
	    echo "== $$p $$f"; go test $$p -run '^$$' -fuzz "^$$f\$$" -fuzztime $${FUZZTIME:-30s} || exit 1; done; done

bench: ## benchmarks; figures belong in docs/bench.md with the machine named
	go test -run '^$$' -bench . -benchmem ./...

serve: build ## the pages at ADDR
	bin/assay serve --addr $(ADDR)

soak: ## 100 kills, a corpus of 2 GB, and each fuzz target for ten minutes
	ASSAY_KILLS=100 go test -count=1 -timeout 60m -run 'Kill' -v ./cmd/assay/
	ASSAY_CORPUS_MB=2048 go test -timeout 30m -run '^$$' -bench 'BenchmarkScan/wet$$' -benchtime 1x ./cmd/assay/
	$(MAKE) fuzz FUZZTIME=10m

data: ## lint the built-in records
	go run ./cmd/assay lint

help:
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:[^#]*##/\t/'
