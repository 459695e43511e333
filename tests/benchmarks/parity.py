"""Compare our diarizer with pyannote.audio, with the same weights on the same recordings.

    python -m tests.benchmarks.parity samples/interview.wav [--model DIR ...] [--report tests/benchmarks/PARITY.md]

Prints a table for each model with the limits that must hold, and ends with 1 if one does not. Recordings are audio
files or folders of them. A model is `bundled` or whatever both sides can load. Needs the plugin
whisper-diarize-pyannote with pyannote.audio (`make parity` installs both).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from pathlib import Path

from tests.benchmarks.parity_table import PROTOTYPE, ROWS, Result
from whisper_diarize import Audio
from whisper_diarize.audio import open_audio
from whisper_diarize.models import load_model

SUFFIXES = (".wav", ".flac", ".mp3", ".ogg", ".m4a")


def main() -> int:
    """Measure, print, report."""
    warnings.simplefilter("ignore")  # torch's and pyannote's, about training
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", type=Path, nargs="+", help="audio files, or folders of them")
    parser.add_argument("--model", action="append", help="`bundled`, or a folder; several times for several")
    parser.add_argument("--report", type=Path, help="also write the tables here, as Markdown with an explanation")
    arguments = parser.parse_args()
    audios = [open_audio(str(path)) for path in find_recordings(arguments.recordings)]
    results = [compare_random(audios[0]), *(compare(model, audios) for model in arguments.model or ["bundled"])]
    if arguments.report:
        from tests.benchmarks.parity_report import render

        arguments.report.write_text(render(results, audios), encoding="utf-8")
    return 0 if all(result.holds(row) for result in results for row in result.rows(ROWS)) else 1


def find_recordings(paths: list[Path]) -> list[Path]:
    """Return the files named, and those in the folders named."""
    found = [
        file
        for path in paths
        for file in (sorted(f for f in path.iterdir() if f.suffix in SUFFIXES) if path.is_dir() else [path])
    ]
    if not found:
        sys.exit(f"no recordings in {', '.join(map(str, paths))}")
    return found


def compare(model: str, audios: list[Audio]) -> Result:
    """Measure a model on all recordings and print its table."""
    from tests.benchmarks.parity_measure import measure
    from tests.benchmarks.parity_oracle import Oracle

    loaded, oracle, started = load_model(model), Oracle.load(model), time.perf_counter()
    result = Result(loaded.config.name, {audio.name: measure(loaded, oracle, audio) for audio in audios})
    show(result, time.perf_counter() - started)
    return result


def compare_random(audio: Audio) -> Result:
    """Measure networks of pyannote.audio's own size with random weights, and print their table."""
    from tests.benchmarks.parity_measure import random_figures

    started = time.perf_counter()
    result = Result("random weights, of pyannote.audio's own size", {audio.name: random_figures(audio)})
    show(result, time.perf_counter() - started)
    return result


def show(result: Result, seconds: float) -> None:
    """Print a model's table."""
    names = list(result.figures)
    rows = [*result.rows(ROWS), *result.rows(PROTOTYPE)]
    width = max(len(row.label) for row in rows)
    columns = [max(12, len(name)) for name in names]
    print(f"\n{result.model} ({seconds:.0f} s)")
    print("".ljust(width), "limit".rjust(7), *(n.rjust(c) for n, c in zip(names, columns, strict=True)))
    for row in rows:
        limit = "" if row.limit is None else row.text(row.limit)
        values = [row.text(result.figures[name][row.key]).rjust(c) for name, c in zip(names, columns, strict=True)]
        verdict = "" if row.limit is None else "ok" if result.holds(row) else "FAILS"
        print(row.label.ljust(width), limit.rjust(7), *values, verdict)
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # threads that wait for each other are slower than one
    sys.exit(main())
