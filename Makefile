# Everything runs in .venv, made here; root is not needed. Stamps in .venv make a second run quick.
# CrewAI asks for older versions of what the server needs, so its tests run in an environment of their own.
# Versions are those that the suite last passed with (.ci/versions*.txt); `make newest` takes the newest, and notes them;
# `make PINNED= demo` leaves them open, where a newer Python needs others.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
CREWAI := .venv-crewai
SUITE  := tests/server/mcp/conformance
MEM0   := .venv-mem0
MEM0JS := tests/server/mem0/npm
PINNED := yes
PIP     = -m pip install --quiet --disable-pip-version-check $(if $(PINNED),--constraint .ci/versions$(1).txt)
FREEZE := -m pip freeze --disable-pip-version-check --exclude-editable

.DEFAULT_GOAL := help
.PHONY: help venv model demo test check newest clean

help:  ## Show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

venv: $(VENV)/.installed  ## Make .venv with mnesis in it

model: $(VENV)/.installed  ## Install the local embedding model (once, an 84 MB download)
	@$(BIN)/mnesis model install

demo: model  ## Remember the conversation that ships, and ask it questions
	@$(BIN)/mnesis demo

test: $(VENV)/.dev $(CREWAI)/.installed $(MEM0)/.installed $(SUITE)/node_modules/.installed $(MEM0JS)/node_modules/.installed model  ## Run the whole suite
	@$(BIN)/python -m pytest -n auto --dist loadgroup
	@$(CREWAI)/bin/python -m pytest tests/adapters/crewai \
	  'tests/docs/test_blocks.py::test_the_blocks_of_a_page_run[docs/how-to/use-with-crewai.md]'

check: $(VENV)/.dev  ## Lint, type-check strictly, run the house tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet src tests examples
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/python -m pytest tests/house

newest:  ## Install the newest versions of everything, and note them for the next ones
	rm -rf $(VENV) $(CREWAI) $(MEM0)
	@$(MAKE) PINNED= $(VENV)/.dev $(CREWAI)/.installed $(MEM0)/.installed
	@$(BIN)/python $(FREEZE) > .ci/versions.txt
	@$(CREWAI)/bin/python $(FREEZE) > .ci/versions-crewai.txt
	@$(MEM0)/bin/python $(FREEZE) > .ci/versions-mem0.txt

clean:  ## Remove .venv and every cache; models and databases stay
	rm -rf $(VENV) $(CREWAI) $(MEM0) $(SUITE)/node_modules $(MEM0JS)/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "mnesis needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12"; exit 1; }
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml .ci/versions.txt
	@echo "Installing mnesis ..."
	@$(BIN)/python $(call PIP) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	@echo "Installing what the tests need ..."
	@$(BIN)/python $(call PIP) --editable '.[dev]'
	@touch $@

$(SUITE)/node_modules/.installed: $(SUITE)/package-lock.json
	@if command -v npm >/dev/null; then echo "Installing the conformance suite of MCP ..."; \
	  npm ci --prefix $(SUITE) --silent --no-audit --no-fund && touch $@; \
	  else echo "Without npm, the conformance tests of MCP are left out."; fi

$(CREWAI)/.installed: $(VENV)/.installed .ci/versions-crewai.txt
	@echo "Installing CrewAI in $(CREWAI) ..."
	@$(PYTHON) -m venv $(CREWAI)
	@$(CREWAI)/bin/python $(call PIP,-crewai) --editable '.[crewai]' 'pytest>=8' 'hypothesis>=6.100'
	@touch $@

$(MEM0)/.installed: $(VENV)/bin/python .ci/versions-mem0.txt
	@echo "Installing Mem0's client in $(MEM0) ..."
	@$(PYTHON) -m venv $(MEM0)
	@$(MEM0)/bin/python $(call PIP,-mem0) mem0ai==2.2.1
	@touch $@

$(MEM0JS)/node_modules/.installed: $(MEM0JS)/package-lock.json
	@if command -v npm >/dev/null; then echo "Installing Mem0's client for JavaScript ..."; \
	  npm ci --prefix $(MEM0JS) --silent --no-audit --no-fund && touch $@; \
	  else echo "Without npm, the tests of Mem0's client for JavaScript are left out."; fi
