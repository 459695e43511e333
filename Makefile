# Everything runs in .venv; PYTHON picks the interpreter that makes it.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet -c constraints.txt
PROJECTS := pyproject.toml constraints.txt $(wildcard plugins/*/pyproject.toml)

.PHONY: demo test install lint figures clean

demo: install
	$(BIN)/transcribe samples/standup.wav --diarize --diarization-model bundled --transcriber pocketsphinx --output-dir out

test: .venv/.tested
	$(BIN)/python -m pytest

install: .venv/.installed

lint: .venv/.tested
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# The figures of the README.
figures: .venv/.tested
	$(BIN)/python tests/benchmarks/samples.py samples/standup.wav samples/interview.wav
	$(BIN)/python tests/benchmarks/torch_parity.py samples/standup.wav

clean:
	rm -rf .venv out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The package and the offline engine. torch first: what depends on it then takes the pinned build.
.venv/.installed: $(PROJECTS)
	$(PYTHON) -m venv .venv
	$(PIP) "pip>=25.1"
	$(PIP) torch
	$(PIP) -e . -e ./plugins/whisper-diarize-pocketsphinx
	touch $@

# All plugins and the tools that check the project.
.venv/.tested: .venv/.installed
	$(PIP) --group dev $(patsubst %,-e ./%,$(wildcard plugins/whisper-diarize-*))
	touch $@
