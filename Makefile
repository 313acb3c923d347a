# Eight verbs, nothing else. Each says what it does; install steps live here and nowhere else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export CHIRON_VAR ?= $(CURDIR)/var
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# What Python compiles it keeps: without, each start compiles some 450 modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup run test check fix docs bench trust
.DEFAULT_GOAL := run

# The environment: made once, and again when the lock changes.
$(VENV)/.installed: requirements.lock pyproject.toml
	@echo "setup: making the environment in $(VENV) (once, about a minute) ..."
	@$(PYTHON) -m venv $(VENV) || (echo "setup: python3 needs its venv module; on Debian: apt install python3-venv"; exit 1)
	@$(BIN)/pip install --quiet --no-compile --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.tools: requirements-dev.lock $(VENV)/.installed
	@echo "setup: installing what tests need ..."
	@$(BIN)/pip install --quiet --no-compile --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.installed
	@$(BIN)/chiron setup

run: export CHIRON_DEMO = 1
run: $(VENV)/.installed
	@$(BIN)/chiron serve --all --demo

test: $(VENV)/.tools
	@$(BIN)/python -m tests.everything

check: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src
	$(BIN)/lint-imports
	CHIRON_PLAIN_STATIC=1 $(BIN)/python -m tests.house_check

fix: $(VENV)/.tools
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	git ls-files -z 'src/*.html' | xargs -0 $(BIN)/djade --target-version 5.2

docs: $(VENV)/.tools
	@$(BIN)/python -m docs.make

bench: $(VENV)/.tools
	@$(BIN)/python -m bench

trust: $(VENV)/.tools
	@$(BIN)/python -m tests.trust
