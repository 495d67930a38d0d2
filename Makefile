# Two commands do all: `make demo` and `make test`. CONTRIBUTING.md says more.

# The full-text index needs FTS5, which the SQLite driver builds only with this
# tag. A build without it works too.
export GOFLAGS := -tags=sqlite_fts5

# Tools are pinned here and run from outside the module, so that go.mod lists
# what the product needs and nothing else.
GOLANGCI := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOTESTSUM := go run gotest.tools/gotestsum@v1.13.0
GORELEASER := go run github.com/goreleaser/goreleaser/v2@v2.16.0
GOLICENSES := go run github.com/google/go-licenses@v1.6.0

FUZZTIME ?= 30s
PKGS ?= ./...

.PHONY: demo build test race lint fuzz bench fmt licenses release-check check

demo: ## open the client on three accounts of sample mail
	go run ./cmd/mailtui demo

build: ## build bin/mailtui
	go build -trimpath -o bin/mailtui ./cmd/mailtui

test: ## run every test; the last line says how many ran and how many were skipped
	$(GOTESTSUM) --format pkgname-and-test-fails --hide-summary=skipped -- -timeout=30m -shuffle=on $(PKGS)

race: ## run every test under the race detector
	$(GOTESTSUM) --format pkgname-and-test-fails --hide-summary=skipped -- -race -timeout=30m -shuffle=on $(PKGS)

lint: ## check style, the package graph and the formatting
	$(GOLANGCI) run

fuzz: ## run each fuzz target for FUZZTIME
	@go list $(PKGS) | while read -r pkg; do \
		for target in $$(go test -list '^Fuzz' "$$pkg" | grep '^Fuzz'); do \
			echo "$$pkg $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 5x "$$pkg" || exit 1; \
		done; \
	done

bench: ## run the benchmarks
	go test -run '^$$' -bench . -benchmem $(PKGS)

fmt: ## format the code
	$(GOLANGCI) fmt

# What a licence such as the MPL wants, the source, is copied with it. That of Go
# is not found by the tool: the standard library is no module.
licenses: ## collect the licences of all that is linked in, in third_party_licenses
	rm -rf third_party_licenses
	$(GOLICENSES) save ./cmd/mailtui --ignore github.com/mailtui/mailtui --save_path third_party_licenses
	mkdir third_party_licenses/go
	cp "$$(go env GOROOT)/LICENSE" third_party_licenses/go/
	@go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}' ./cmd/mailtui | sort -u | \
		while read -r module; do \
			find "third_party_licenses/$$module" -type f | grep -q . || { echo "no licence of $$module"; exit 1; }; \
		done

release-check: ## check the configuration of the releases
	$(GORELEASER) check

check: lint test race ## what the continuous integration runs, with the servers it finds
