# Two commands matter: make run (set-up, then the main job) and make test (set-up, then lint, types, tests).
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV ?= .venv
BIN := $(VENV)/bin
# the audit's tools are no part of what they audit
AUDIT ?= $(VENV)-audit
UV := $(shell command -v uv 2>/dev/null)
# the first interpreter that is new enough; give another with: make run PYTHON=/path/to/python3.12
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)

.PHONY: help setup run test lint types pytest bench faults fuzz contract audit ui docs brief lock generate clean

help: ## show this list
	@echo "Tidegauge: a warehouse of global liquidity"
	@echo
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

run: $(VENV)/.ready ## set up, then fetch or replay, validate, build, check, publish; prints the brief
	@$(BIN)/tidegauge run; code=$$?; \
	if [ $$code -eq 3 ]; then echo "make: published, although a source did not answer as it should (named above)"; exit 0; fi; \
	exit $$code

test: lint types pytest ## set up, then lint, types and tests

lint: $(VENV)/.ready-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/.ready-dev
	@$(BIN)/mypy

pytest: $(VENV)/.ready-dev
	@# a file's tests share their homes; one process a core; in the order of tests/conftest.py
	@$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

bench: $(VENV)/.ready-dev ## measure: ten million versions recorded and asked (some two minutes)
	@$(BIN)/python -m tests.benchmarks.history

faults: $(VENV)/.ready-dev ## try all cases of the thirty faults; writes docs/faults.md
	@$(BIN)/pytest tests/faults --all-faults --faults-table docs/faults.md -n auto --dist loadfile --no-loadscope-reorder

fuzz: $(VENV)/.ready-dev ## try every parser with bodies grown from its fixtures, guided by coverage (Linux; some ten minutes)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-fuzz.lock
	@$(BIN)/python -m tests.fuzz

contract: $(VENV)/.ready-dev ## ask the real publishers once; the table is build/publishers.md
	@$(BIN)/pytest tests/contract -m network

audit: ## ask the advisory database about every pinned dependency (needs a network)
	@test -x $(AUDIT)/bin/pip-audit || { $(PYTHON) -m venv $(AUDIT) && \
		$(AUDIT)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-audit.txt; }
	@for lock in requirements.lock requirements-dev.lock requirements-audit.txt; do \
		echo "$$lock"; $(AUDIT)/bin/pip-audit --strict --require-hashes --disable-pip -r $$lock || exit 1; done

ui: $(VENV)/.ready ## the Dagster UI on 127.0.0.1:3000
	@$(BIN)/tidegauge ui

docs: $(VENV)/.ready ## dbt docs of the current edition on 127.0.0.1:8080
	@$(BIN)/tidegauge docs

brief: $(VENV)/.ready ## the current edition at a glance
	@$(BIN)/tidegauge brief

setup: $(VENV)/.ready-dev ## set up everything for development

generate: $(VENV)/.ready ## write the files that repeat facts of the catalog
	@$(BIN)/python -m orchestration.generate

lock: ## resolve and hash the dependencies anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
		--no-header -q --upgrade -o requirements.lock
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url \
		--no-header -q -c requirements.lock -o requirements-dev.lock
	echo "pip-audit>=2.9" | uv pip compile - --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate -q --upgrade -o requirements-audit.txt
	echo "atheris>=3,<3.1" | uv pip compile - --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q \
		--upgrade -o requirements-fuzz.lock

clean: ## remove the virtual environment (the home folder var/ stays)
	rm -rf $(VENV) $(AUDIT)

$(VENV)/.ready: requirements.lock pyproject.toml
	$(call install,requirements.lock)
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock pyproject.toml
	$(call install,requirements-dev.lock)
	@touch $(VENV)/.ready $@

# from the lock with hashes, by uv where it is there, else by pip; then the checkout itself, without fetching anything
define install
	@test -n "$(PYTHON)" || { echo "make: expected Python 3.11, 3.12 or 3.13; found none. Install one, or: make run PYTHON=/path"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing $(1) into $(VENV) ..."
	@if [ -n "$(UV)" ]; then \
		uv pip install -q --python $(BIN)/python --compile-bytecode --require-hashes -r $(1) && \
		uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
		$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1) && \
		$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
endef
