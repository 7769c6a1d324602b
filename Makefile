# Every command we use. `make help` lists them; CI calls the same names.
# On a fresh machine with Python 3.11 or newer, `make run` and `make test` do all of their own set-up.

SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
# Three keep two cores busy, for a test of browsers or of processes waits a third of its time. Each begins with a stretch
# of the tests of its own, so that what a file starts for its tests is started once, and takes of another's when it is done.
WORKERS ?= 3
PYTEST = bash tools/in_memory.sh $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
SECONDS_OF_TORTURE = $(if $(filter command line,$(origin SECONDS)),$(SECONDS),60)
PAGES := $(shell find tag/src tag/parts tag/npm tag/frame.js ui tools/build.mjs tools/bundle.mjs tools/build_pages.py package-lock.json -type f 2>/dev/null)

# Containers like to set it. Then Python compiles every module anew whenever a process starts, and the tests start thousands.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup build run test test-fast test-browser lint types size real-pixel bench bench-tag bench-reconcile torture lock wheel clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

.venv/.run: requirements/run.lock pyproject.toml tools/venv.sh
	@bash tools/venv.sh requirements/run.lock
	@touch $@

.venv/.dev: requirements/dev.lock .venv/.run
	@bash tools/venv.sh requirements/dev.lock
	@touch $@

src/tandem/_built/.done: .venv/.run $(PAGES)
	@bash tools/pages.sh
	@touch $@

.venv/.browser: .venv/.dev tools/browsers.sh tools/chromium.sh
	@bash tools/browsers.sh
	@touch $@

setup: .venv/.dev src/tandem/_built/.done ## Make .venv, install what the lock files pin, build the tag and the pages

build: src/tandem/_built/.done ## Build the tag and the pages

run: .venv/.run src/tandem/_built/.done ## Start the demo: gateway, emulator of Meta, shop, dashboard (one Ctrl-C stops all)
	@$(BIN)/tandem demo

test: setup .venv/.browser ## Run every test, with three real browsers, and show the coverage
	@bash tools/npm.sh test --silent
	@$(PYTEST) --cov --cov-report=term:skip-covered

test-fast: setup ## Run the tests that need no browser
	@$(PYTEST) -m "not browser and not slow"

test-browser: setup .venv/.browser ## Run the tests that drive real browsers: Chromium, Firefox, WebKitGTK
	@$(PYTEST) -m browser

lint: setup ## Check style, formatting and the import contracts
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .
	@$(BIN)/lint-imports

types: setup ## Check the types of Python and TypeScript
	@$(BIN)/mypy
	@bash tools/npm.sh run --silent types

size: setup ## Weigh the tag in every combination of settings, and see whether it keeps what tag/size.json promises
	@$(BIN)/python tools/tag_size.py

real-pixel: setup .venv/.browser ## Try Meta's own fbevents.js against the emulator: make real-pixel PIXEL=path-or-address
	@$(BIN)/python -m tools.real_pixel $(if $(PIXEL),"$(PIXEL)",$(error say which: PIXEL=path-or-address))

bench: setup .venv/.browser ## Measure every figure in one run, with peers beside: make bench QUICK=1 takes two minutes
	@$(BIN)/python -m bench $(if $(QUICK),--quick)

bench-tag: setup .venv/.browser ## Measure what the tag costs a page's main thread, in Chromium slowed down four times
	@$(BIN)/python -m bench.tag

torture: setup ## Put the gateway through a very bad day and balance the books: make torture SECONDS=600 SEED=7
	@$(BIN)/python -m torture --seconds $(SECONDS_OF_TORTURE) $(if $(SEED),--seed $(SEED))

bench-reconcile: setup ## Measure how long a million orders take to reconcile, and how much memory
	@$(BIN)/python -m bench.reconcile

lock: .venv/.run ## Resolve the dependencies anew and write the lock files
	@bash tools/lock.sh

wheel: setup ## Build the wheel and the source archive into dist/
	@$(BIN)/uv build -q

clean: ## Remove what the other commands made
	@rm -rf .venv node_modules dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage* htmlcov
	@find src/tandem/_built -type f ! -name .gitkeep -delete
