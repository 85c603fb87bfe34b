# What a person does with this repository. `make` lists it.

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check
READY := .venv/ready

.DEFAULT_GOAL := help
.PHONY: help setup check test demo bench lock clean

help: ## List what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name words; do printf '  make %-7s %s\n' "$$name" "$$words"; done

setup: $(READY) ## Make .venv with Pellucid and every tool in it (the others do this by themselves)

$(READY): pyproject.toml requirements.lock
	@echo "Setting up .venv: the libraries of requirements.lock, then Pellucid itself. The first time takes a minute."
	@$(PYTHON) -c 'import sys; sys.exit("Pellucid needs Python 3.11 or later: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv
	@$(INSTALL) --require-hashes --requirement requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $(READY)
	@echo "Ready: $(BIN)/pellucid"

check: setup ## Check format, lint, types, import rule and the habits of the repository
	@echo "Is all of it formatted?"
	@$(BIN)/ruff format --check .
	@echo "Does the linter find anything?"
	@$(BIN)/ruff check .
	@echo "Do the types hold?"
	@$(BIN)/mypy
	@echo "Do imports only go down?"
	@$(BIN)/lint-imports
	@echo "Does the repository keep its habits?"
	@$(BIN)/python -m pytest --quiet tests/house

test: setup ## Run every test; what needs a server uses yours on loopback or starts one
	@echo "Running every test. Skipped ones say what to install."
	@$(BIN)/python -m pytest

demo: setup ## Show the main job on an example company: check, access, plan, erase, verify, replay
	@$(BIN)/python examples/demo.py

bench: setup ## Measure against a hand-written script on the same data
	@$(BIN)/python -m bench

lock: ## Write requirements.lock anew, with the newest releases that fit pyproject.toml
	@echo "Resolving anew. This takes a minute."
	@$(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip install --quiet --quiet pip-tools
	@build/lock/bin/pip-compile --quiet --upgrade --generate-hashes --extra dev --all-build-deps --allow-unsafe --strip-extras \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
		--output-file requirements.lock pyproject.toml
	@echo "Written. Try it: make check test"

clean: ## Remove everything that can be made again
	@echo "Removing .venv, build, dist, demo-out and caches."
	@rm -rf .venv build dist demo-out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find src tests -name __pycache__ -prune -exec rm -rf {} +
