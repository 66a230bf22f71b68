# `make demo` shows what the grader does; `make test` checks everything. Both need Python ≥ 3.11, pip and make, and nothing else.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint format bench clean

demo: .venv/installed
	@$(BIN)/grade list
	@echo
	@$(BIN)/grade --assignment hw5 submissions_example/hw5/seed

test: .venv/installed lint
	$(BIN)/pytest

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: .venv/installed
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

# The stamp is younger than pyproject.toml exactly when what it asks for is installed.
.venv/installed: pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]' 2>&1 | grep -v '^WARNING: Location' || true
	@$(BIN)/python -m compileall -q grader  # a machine that writes no bytecode would compile at every start
	@$(BIN)/python -c 'import grader, numpy, pytest' && touch $@

clean:
	rm -rf .venv build dist *.egg-info
