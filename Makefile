# Everything runs in .venv; PYTHON picks the interpreter that makes it.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
LOCKED := $(PIP) --require-hashes --no-deps -r
OURS := $(PIP) --no-deps --no-build-isolation
PROJECTS := pyproject.toml constraints.txt $(wildcard plugins/*/pyproject.toml)
PAGE := tests/review/page
NPM := $(shell command -v npm)

.PHONY: demo test quick install lint lint-js figures parity speed real locks clean

# Without the cache: it does not notice that code was changed.
demo: install
	$(BIN)/transcribe samples/standup.wav --diarize --diarization-model bundled --transcriber pocketsphinx --no-cache \
		--output-dir out

# Two processes, a file of tests at a time in each: the tests of a file may share what is costly.
test: .venv/.tested
	$(BIN)/python -m pytest -n 2 --dist loadfile

# What finds most mistakes in little more than a minute. `make lint test` is the whole.
quick: lint
	$(BIN)/python -m pytest -m "not slow and not browser" --hypothesis-profile=quick --ignore=plugins/whisper-diarize-train

install: .venv/.installed

lint: .venv/.tested lint-js
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# The scripts of the review page and of the server's: types, rules and layout.
lint-js: $(if $(NPM),$(PAGE)/node_modules/.installed)
	@$(if $(NPM),npm --prefix $(PAGE) run --silent lint,echo "lint-js: skipped, because node is not installed")

# What the bundled model gets right on the samples; tests/benchmarks/accuracy.py has the figures of the README.
figures: .venv/.tested
	WHISPER_DIARIZE_CACHE_SIZE=0 $(BIN)/python -m tests.benchmarks.samples samples/standup.wav samples/interview.wav

# Our diarizer against pyannote.audio itself; ends with an error if a figure is beyond its limit.
parity: .venv/.compared
	$(BIN)/python -m tests.benchmarks.parity samples/interview.wav
	$(BIN)/python -m pytest plugins/whisper-diarize-pyannote

# Our diarizer against pyannote.audio and sherpa-onnx: a short comparison; tests/benchmarks/speed.py has longer ones.
speed: .venv/.timed
	$(BIN)/python -m tests.benchmarks.speed samples/interview.wav --seconds 20 --repeats 1

# Whisper models of yours on recordings of yours: make real MODELS=DIR RECORDINGS=DIR (nothing else here needs any).
real: .venv/.tested
	$(BIN)/python -m tests.benchmarks.real $(or $(MODELS),$(error MODELS=DIR holds folders of Whisper models)) \
		$(or $(RECORDINGS),$(error RECORDINGS=DIR holds audio files))

# Pin the newest releases that fit; tests/architecture/test_locks.py says when that is needed.
locks: .venv/.installed
	$(PIP) uv
	$(BIN)/python locks/make_locks.py

clean:
	rm -rf .venv out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis $(PAGE)/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The package and the offline engine. torch, which differs between machines, is not in the locks: constraints.txt has it.
.venv/.installed: $(PROJECTS) locks/install.txt
	$(PYTHON) -m venv .venv
	$(LOCKED) locks/install.txt
	$(PIP) -c constraints.txt torch
	$(OURS) -e . -e ./plugins/whisper-diarize-pocketsphinx
	$(BIN)/python -m pip check
	touch $@

# All plugins and the tools that check the project.
.venv/.tested: .venv/.installed locks/test.txt
	$(LOCKED) locks/test.txt
	$(OURS) $(patsubst %,-e ./%,$(wildcard plugins/whisper-diarize-*))
	$(BIN)/python -m pip check
	touch $@

# TypeScript and Biome, of the versions and with the checksums in package-lock.json.
$(PAGE)/node_modules/.installed: $(PAGE)/package-lock.json
	npm --prefix $(PAGE) ci --silent
	touch $@

# pyannote.audio, to compare with. torchaudio's libraries may be built for another torch (on Linux: for one with CUDA);
# pyannote needs its Python code only.
.venv/.compared: .venv/.tested locks/compare.txt
	$(LOCKED) locks/compare.txt
	$(BIN)/python -W ignore -c "import torchaudio" 2>/dev/null || rm -f .venv/lib/python3*/site-packages/torchaudio/lib/*.so
	touch $@

# sherpa-onnx, and what exports networks to it and draws pictures.
.venv/.timed: .venv/.compared locks/speed.txt
	$(LOCKED) locks/speed.txt
	touch $@
