# Everything a person needs: make demo, make test, make lint, make check. Nothing but Python >= 3.11, venv and make is assumed.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: demo test lint check coverage format lock clean

demo: .venv/runtime
	$(BIN)/python -m tests.demo

test: .venv/dev
	$(BIN)/python -m pytest

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint coverage

coverage: .venv/dev
	$(BIN)/python -m pytest --cov --cov-report=json:.coverage.json --cov-report=
	$(BIN)/python -m tests.coverage_by_floor .coverage.json

format: .venv/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# New locks, without any address in them; universal, so that they install on Python 3.11, 3.12 and 3.13.
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --upgrade
lock: .venv/dev
	$(LOCK) --extra build pyproject.toml -o requirements.lock
	$(LOCK) --extra build --extra dev pyproject.toml -o requirements-dev.lock
	$(LOCK) --extra build --extra bench pyproject.toml -o requirements-bench.lock

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.lock pyproject.toml | .venv/bin/python
	$(INSTALL) -r requirements.lock
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/dev: requirements-dev.lock .venv/runtime
	$(INSTALL) -r requirements-dev.lock
	touch $@

clean:
	rm -rf .venv demo .mypy_cache .ruff_cache .pytest_cache .coverage .coverage.json
