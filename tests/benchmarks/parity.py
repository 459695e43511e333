"""Compare our diarizer with pyannote.audio, with the same weights on the same recordings.

    python tests/benchmarks/parity.py samples [--model DIR ...] [--report tests/benchmarks/PARITY.md]

Prints a table for each model with the limits that must hold, and ends with 1 if one does not. Recordings are audio files
or folders of them. A model is `bundled` or whatever both sides can load. Needs the plugin whisper-diarize-pyannote with
pyannote.audio (`make parity` installs both).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from whisper_diarize import Audio
from whisper_diarize.audio import open_audio
from whisper_diarize.weights import load_model

SUFFIXES = (".wav", ".flac", ".mp3", ".ogg", ".m4a")

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """A figure, and what it must not exceed; `shown` is how it is written."""

    key: str
    label: str
    limit: float | None = None
    shown: str = ".0e"

    def text(self, value: float) -> str:
        """Return a value as it is shown."""
        return format(value, self.shown) if value else "0"

    def holds(self, value: float) -> bool:
        """Say whether a value is within the limit."""
        return self.limit is None or value <= self.limit


ROWS = (
    Row("logits", "logits: 1 - correlation, worst class, over speech", 1e-5),
    Row("error", "logits: our rms error against float64"),
    Row("error of torch", "logits: that of torch in float32"),
    Row("error ratio", "logits: the ratio of both", 3, ".2f"),
    Row("decisions", "frames decided differently", 0.001, ".3%"),
    Row("voices", "embeddings: 1 - cosine, worst of all voices", 1e-4),
    *(
        row
        for prefix, name in (("own", "the model's clustering"), ("ahc", "AHC"), ("vbx", "VBx"))
        for row in (
            Row(f"{prefix}: DER", f"turns, {name}: DER, worst of 4 counts", 0.001, ".3%"),
            Row(f"{prefix}: speakers", f"turns, {name}: difference in speakers", 0, "d"),
            Row(f"{prefix}: identical", f"turns, {name}: counts with identical turns, of 4", None, "d"),
        )
    ),
    Row("half: logits", "float16 weights: logits, 1 - correlation", 1e-5),
    Row("half: decisions", "float16 weights: frames decided differently", 0.001, ".3%"),
    Row("half: voices", "float16 weights: embeddings, 1 - cosine", 1e-4),
    Row("half: DER", "float16 weights: turns, DER", 0.001, ".3%"),
    Row("rounding: logits", "float16 against full weights: logits, 1 - correlation"),
    Row("rounding: decisions", "float16 against full weights: frames decided differently", 0.005, ".3%"),
    Row("rounding: DER", "float16 against full weights: turns, DER", None, ".3%"),
)
PROTOTYPE = (
    Row("relu: correlation", "ReLU (the prototype's mistake): correlation", None, ".4%"),
    Row("relu: frames", "ReLU: frames decided the same", None, ".2%"),
    Row("relu: DER", "ReLU: turns, DER", None, ".2%"),
    Row("leaky: correlation", "leaky ReLU (ours): correlation", None, ".8%"),
    Row("leaky: frames", "leaky ReLU: frames decided the same", None, ".2%"),
    Row("float32: correlation", "torch float32 against float64: correlation", None, ".8%"),
    Row("float32: frames", "torch float32 against float64: frames", None, ".2%"),
)


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of a model: for each recording, by name."""

    model: str
    figures: Mapping[str, Figures]

    def rows(self, rows: tuple[Row, ...]) -> list[Row]:
        """Return the rows for which there are figures."""
        return [row for row in rows if all(row.key in figures for figures in self.figures.values())]

    def holds(self, row: Row) -> bool:
        """Say whether a row is within its limit for every recording."""
        return all(row.holds(figures[row.key]) for figures in self.figures.values())


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
        from parity_report import render

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
    from parity_measure import measure
    from parity_oracle import Oracle

    loaded, oracle, started = load_model(model), Oracle.load(model), time.perf_counter()
    result = Result(loaded.config.name, {audio.name: measure(loaded, oracle, audio) for audio in audios})
    show(result, time.perf_counter() - started)
    return result


def compare_random(audio: Audio) -> Result:
    """Measure networks of pyannote.audio's own size with random weights, and print their table."""
    from parity_measure import random_figures

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
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(main())
