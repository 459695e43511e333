# Everything runs in .venv; PYTHON picks the interpreter that makes it.
PYTHON ?= python3
BIN := .venv/bin
PLUGINS := $(wildcard plugins/whisper-diarize-*)

.PHONY: install demo test lint clean

install: .venv/.installed

.venv/.installed: pyproject.toml constraints.txt $(wildcard plugins/*/pyproject.toml)
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet -c constraints.txt torch
	$(BIN)/python -m pip install --quiet -c constraints.txt --group dev -e . $(PLUGINS:%=-e ./%)
	touch $@

demo: install
	$(BIN)/transcribe samples/standup.wav --diarize --transcriber pocketsphinx --output-format all --output-dir out

test: install
	$(BIN)/python -m pytest -q

lint: install
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

clean:
	rm -rf .venv out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
