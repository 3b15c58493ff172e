# make alone prints the targets.

STATICCHECK = go run honnef.co/go/tools/cmd/staticcheck@v0.8.2
# Everything that runs WebAssembly is slow under the race detector, and has no
# concurrency of its own; the models' tests and those of the rules of the house are
# long and run the same engine.
RACE = $(shell go list ./... | grep -v -e /cmd/ -e /examples/ -e /models -e /render/draw -e /internal/house)
COUNT = 6

.PHONY: help test test-full check fmt vet staticcheck race browser bench bench-peers golden readme tlc

help:
	@echo 'usage: make TARGET'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## /  \1	/p' $(MAKEFILE_LIST) | expand -t 16

test: ## all tests but the largest state spaces; minutes
	go test ./...

test-full: ## all tests, the largest state spaces too; MCHECK_FULL=1
	MCHECK_FULL=1 go test -timeout 30m ./...

check: fmt vet staticcheck race ## all that finds mistakes without running models

fmt: ## gofmt has nothing to say
	@files=$$(gofmt -l .); if [ -n "$$files" ]; then echo "gofmt -w these:"; echo "$$files"; exit 1; fi

vet: ## go vet
	go vet ./...

staticcheck: ## staticcheck, built by go run
	$(STATICCHECK) ./...

race: ## the race detector, where it is affordable
	go test -race $(RACE)

browser: ## the pages of reports in headless Chromium, if there is one
	@if command -v chromium || command -v chromium-browser || command -v google-chrome; then cd report/browser && go vet . && go test -count 1 .; \
	else echo "skipped: neither Chromium nor Chrome is installed"; fi

bench: ## benchmarks, COUNT times, into bench.txt: compare two of these with benchstat
	MCHECK_FULL=1 go test -run '^$$' -bench . -count $(COUNT) ./... | tee bench.txt

bench-peers: ## time Spin, Rumur, TLC and Stateright on two-phase commit, those that are here
	go run ./bench/peers

golden: ## rewrite the golden files; commit only what you understand
	go test ./cmd/mcheck ./internal/house ./models/... ./render -update

readme: ## rewrite the tables of models and of reductions; with MCHECK_FULL=1 the large rows, too
	go test -count 1 ./internal/house -run 'TestModelTable|TestReductions' -update

tlc: ## run TLC on the twins, if TLA2TOOLS is its class path, and tell in docs/tlc.txt
	@if [ -z "$$TLA2TOOLS" ]; then echo "skipped: TLA2TOOLS is not set, want tla2tools.jar or a class path with TLC"; else \
	echo "What TLC finds at the rows of each spaces.txt$${MCHECK_FULL:+, the large ones too}." >docs/tlc.txt && \
	MCHECK_TLC="$(CURDIR)/docs/tlc.txt" go test -count 1 -p 1 -timeout 3h -run '^TestSpaces$$' ./models/... ./examples/... && \
	go test -count 1 -run '^TestTLC$$' ./export && \
	cat docs/tlc.txt; fi
