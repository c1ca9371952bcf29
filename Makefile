# Two commands on a fresh machine with Python >= 3.11 and make:
#   make serve   make the environment, build the graph, serve it on http://127.0.0.1:8000
#   make test    make the environment and run every check and test
PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: serve build check test w3c bench attack lock clean

serve: $(VENV)/.serve
	@$(BIN)/oxiana build
	@$(BIN)/oxiana serve --port $(PORT)

build: $(VENV)/.serve
	@$(BIN)/oxiana build

check: $(VENV)/.serve
	@$(BIN)/oxiana check

test: $(VENV)/.test
	@echo "== lint, types, import direction"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@echo "== tests"
	@$(BIN)/python -W error -m pytest $(PYTEST_ARGS)

# The W3C suites over HTTP (they lie beside the repository): writes docs/w3c.md and docs/w3c-earl.ttl.
w3c: $(VENV)/.test
	@$(BIN)/python -W error -m tests.spec $(W3C_ARGS)

# Some twenty-five minutes beside other servers, on a machine that does nothing else: writes docs/benchmarks.md.
bench: $(VENV)/.test
	@$(BIN)/python -m tests.bench.sparql $(BENCH_ARGS)

# Some twenty minutes: every attack that is known, against one service; writes docs/attack.md.
attack: $(VENV)/.test
	@$(BIN)/python -W error -m tests.attack $(ATTACK_ARGS)

$(BIN)/python:
	@echo "== making the environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Oxiana needs Python 3.11 or later; $(PYTHON) is older. Name another one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python cannot make environments. On Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: requirements.lock pyproject.toml | $(BIN)/python
	@echo "== installing what the service needs (once; about a minute)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: requirements-test.lock $(VENV)/.serve
	@echo "== installing what the tests need (once)"
	@$(PIP) install --require-hashes -r requirements-test.lock
	@touch $@

# The locks hold hashes and no index address; any index that serves the same files will do.
lock: | $(BIN)/python
	@$(PIP) install uv
	@$(BIN)/uv pip compile pyproject.toml --group build --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --quiet --custom-compile-command "make lock" -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --group test --constraint requirements.lock --universal --python-version 3.11 --generate-hashes --no-annotate --quiet --custom-compile-command "make lock" -o requirements-test.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
