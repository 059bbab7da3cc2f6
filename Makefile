# `make serve` and `make test` set up what they need; everything is in .venv, nothing else is touched.
# `make quick` tells of a mistake within a minute; `make lint` and `make test` are what CI runs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# What `make quick` runs of the tests: the laws, every documented exchange (by socket), a vendor's access and the control plane
# (in process only).
QUICK := $(addprefix contract_tests/test_,laws.py exchanges.py grafana_access.py control_state.py control_faults.py)

.PHONY: serve test quick check lint format bench docs clean

serve: $(VENV)/.serving
	$(BIN)/mockserver serve $(ARGS)

test: $(VENV)/.development $(VENV)/.clients
	$(BIN)/python -m pytest -n 3 --dist worksteal $(ARGS)

quick: lint
	$(BIN)/python -m pytest -q -x -n 2 --dist worksteal -k "not socket" $(QUICK) $(ARGS)

check: $(VENV)/.development
	$(BIN)/mockserver check $(ARGS)

lint: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mockserver check --only documents

format: $(VENV)/.development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.development
	$(BIN)/python -m benchmarks $(ARGS)

# The site, from Markdown; whatever is not right in it stops the build.
docs: $(VENV)/.development
	$(BIN)/sphinx-build --quiet --fresh-env --fail-on-warning --keep-going -b html docs docs/_build/html

clean:
	rm -rf $(VENV) docs/_build contract_tests/javascript/node_modules clients/typescript/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; try make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serving: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --constraint constraints.txt --editable .
	touch $@

$(VENV)/.development: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --constraint constraints.txt --editable '.[dev]'
	touch $@ $(VENV)/.serving

# Clients of Strapi from npm, and what ours for TypeScript needs; where they cannot be installed, their tests are skipped with a reason.
NPM := npm install --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error --prefix
$(VENV)/.clients: contract_tests/javascript/package.json clients/typescript/package.json | $(BIN)/python
	@if command -v npm >/dev/null && $(NPM) contract_tests/javascript && $(NPM) clients/typescript; \
	then touch $@; else echo "The clients from npm are not installed; their tests will be skipped."; fi
