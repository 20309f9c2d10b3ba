# Everything a person needs: `make demo` and `make test` set themselves up and work from a fresh clone.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench lock clean

demo: .venv/.installed
	@$(BIN)/scrapy demo

test: .venv/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto $(TESTS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=90

check: .venv/.installed-dev  ## the quick part of `make test`
	$(BIN)/pytest -n auto -m "not slow"

bench: .venv/.installed-dev
	$(BIN)/python -m benchmarks

# pip 23 comes with Python 3.11; hashes make the installation the same everywhere.
.venv/.installed: requirements.lock pyproject.toml
	@echo "Setting up .venv from requirements.lock; this takes a minute, once."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "danvan needs Python 3.11 or later; name one with make PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes --requirement requirements-dev.lock
	@touch $@

lock: .venv/.installed-dev  ## write both lock files anew from pyproject.toml (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --group build pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --group dev pyproject.toml -o requirements-dev.lock

clean:  ## remove what was installed and made by checks; data/ stays
	rm -rf .venv .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
