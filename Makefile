# Everything that is done often has one word here; what it does is in .make/.
.DEFAULT_GOAL := help
.PHONY: help run demo test journeys attack bench figures mutants fmt lint clean
PORT ?= 3000
export PORT

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Install what is missing, build, and start the server (make run PORT=8080)
	@exec .make/run.sh

demo: ## The same with a demonstration firm in it
	@exec .make/run.sh --demo

test: ## Everything that has to hold: rules, lints, Rust tests, size of the WASM, journeys in a browser
	@exec .make/test.sh

journeys: ## Only the journeys in a browser (after a build)
	@.make/setup.sh test
	@exec .make/journeys.sh

attack: ## 100,000 requests and 1,000,000 statements for what is another's, on a throw-away installation
	@exec .make/attack.sh

bench: ## The measurements, with optimisation
	@exec .make/bench.sh

figures: ## The long form of the figures that the promises name
	@.make/setup.sh test
	@exec .make/figures.sh

mutants: ## Change what the vault says yes or no by, and see a test fail for each change
	@exec .make/mutants.sh

fmt: ## Format all Rust
	@cargo fmt --all

lint: ## Clippy over everything, and the import rules
	@.make/check-imports.sh
	@.make/lint.sh

clean: ## Remove what was built; keep the data and the installed tools
	@cargo clean
