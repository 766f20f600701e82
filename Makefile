# Borrowdale's commands, each under one name; CI calls the same ones.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run test check cover fix bench lock

# The first Python that will do; `make setup PYTHON=/path/to/python` to choose another.
SUITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c '$(SUITS)' 2>/dev/null && command -v $$p && break; done)

BIN := .venv/bin
INSTALL := $(BIN)/python -m pip --disable-pip-version-check --no-input install
COUNT := awk -v seen="$$([ -t 2 ] && echo 1)" '/^(Collecting|Processing) / { n++; sub(".*/", "", $$2); \
	if (seen) { printf "\r       %3d  %-60.60s", n, $$2; fflush() } } END { if (seen) print ""; print "       " n + 0 " packages" }'

help:  ## show these commands
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: .venv/ready-to-run  ## make the environment in .venv; does nothing when it is up to date
	@echo "setup  ready"

run: .venv/ready-to-run  ## start Borrowdale; without a bot token, with a demo town and a chat page to try it in
	@exec $(BIN)/borrowdale run

# Not `--dist loadgroup` or by file: those know a test by its name, and drop all but one of schemathesis' namesakes.
test: .venv/ready-to-test  ## run every test, on SQLite and on PostgreSQL
	@$(BIN)/python -m pytest -n 2

check: .venv/ready-to-test  ## read the code: style, types, imports, dependencies, spelling, sizes, coverage
	@echo "check  style";        $(BIN)/ruff check --quiet .
	@echo "check  format";       $(BIN)/ruff format --check --quiet .
	@echo "check  types";        $(BIN)/mypy
	@echo "check  imports";      $(BIN)/lint-imports --no-logo
	@echo "check  dependencies"; $(BIN)/deptry --no-ansi .
	@echo "check  spelling";     $(BIN)/codespell
	@echo "check  sizes";        $(BIN)/python -m pytest -q tests/test_sizes.py
	@$(MAKE) --no-print-directory cover

# What is compiled otherwise runs as Python here: coverage sees nothing else.
cover: .venv/ready-to-test  ## show that the pure rooms are tested to the last branch
	@echo "check  coverage";     NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q -n 2 --cov --cov-report=term \
		tests/matching tests/models/test_lifecycle.py

fix: .venv/ready-to-test  ## put right what a tool can put right
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

bench: .venv/ready-to-test  ## measure everything beside its peers, and write docs/bench.md (a quarter of an hour)
	@exec $(BIN)/borrowdale bench all

# uv is for those who change the dependencies, so it is not installed with the rest: pipx install uv
LOCK := uv pip compile --upgrade --universal --generate-hashes --no-config --quiet --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links

lock:  ## take the newest versions that fit, with their hashes (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: pipx install uv"; exit 1; }
	@$(LOCK) --group pyproject.toml:build --output-file requirements-build.txt
	@$(LOCK) --extra test --extra bench --output-file requirements-dev.txt pyproject.toml
	@$(LOCK) --constraint requirements-dev.txt --output-file requirements.txt pyproject.toml

.venv/ready-to-test: requirements-dev.txt requirements-build.txt pyproject.toml
	@$(call installed,requirements-dev.txt)
	@touch .venv/ready-to-run $@

.venv/ready-to-run: requirements.txt requirements-build.txt pyproject.toml
	@$(call installed,requirements.txt)
	@touch $@

# What builds (ours, and the few packages that come as source) is locked too, and installed first: nothing comes unchecked.
define installed
	{ [ -n "$(PYTHON)" ] && $(PYTHON) -c '$(SUITS)' 2>/dev/null; } || { echo "Borrowdale needs Python 3.11, 3.12 or 3.13$(if $(PYTHON),; $(PYTHON) is none of them); on Debian and Ubuntu: apt install python3 python3-venv"; exit 1; }; \
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python is here, its venv module is not; on Debian and Ubuntu: apt install python3-venv"; exit 1; }; \
	$(BIN)/python -m pip --version >/dev/null 2>&1 || { echo "setup  an environment in .venv, with $$($(PYTHON) --version)"; $(PYTHON) -m venv --clear .venv; }; \
	echo "setup  the packages of $(1), each checked against its hash"; \
	$(INSTALL) --require-hashes --no-deps --quiet --requirement requirements-build.txt; \
	$(INSTALL) --require-hashes --no-deps --no-build-isolation --use-pep517 --requirement $(1) | $(COUNT); \
	echo "setup  Borrowdale itself"; \
	$(INSTALL) --quiet --no-deps --no-build-isolation --editable .
endef
