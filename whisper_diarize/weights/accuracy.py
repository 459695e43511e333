"""How right a model is, as it was measured: the file `accuracy.json` beside its weights, and the table of it.

`tests/benchmarks/accuracy.py --write` measures and writes it. docs/accuracy.md, the model card and `models show` have
this table.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whisper_diarize.errors import ModelError

from .files import ModelFiles
from .load import fingerprint

FILE = "accuracy.json"
FOUND, GIVEN = "found", "given"
REAL, REAL_GIVEN = "pyannote's segmentation", "pyannote's segmentation, given"
ONE, EVERYWHERE = "one speaker", "one speaker everywhere"
PAUSE = 0.5  # seconds: up to here people who annotate take a speaker's turn for one, or do not
COLUMNS = {
    GIVEN: "number given",
    REAL: "pyannote's",
    REAL_GIVEN: "its, given",
    ONE: "one speaker",
    EVERYWHERE: "everywhere",
}
"""The answers of which the table has the DER only."""

MEANING = (
    "DER in % of the speech: no collar, overlap scored; in brackets what holds 95 % of bootstrap samples of the "
    "dialogues. Missed, false alarm and confused are its parts, the number of speakers not given; number right: in how "
    "many recordings that number was found, and in brackets how far off it is on average. The other columns are DER: "
    "with the number given; {real}of the guess that one person says everything, with perfect speech detection; and of "
    "the guess that this person never stops. The simulated dialogues have 2 to 5 speakers who were never trained or "
    "tuned on, one channel each, and last 90 to 150 s."
)
REAL_MEANING = (
    "with the segmentation weights that pyannote published (multilabel) in place of ours, our embedding and settings, "
    "the number found and given; "
)


@dataclass(frozen=True, slots=True)
class Answer:
    """How right one way to answer is on some recordings: all in %, but `right` (recordings) and `off_by` (speakers).

    `interval`: what holds 95 % of bootstrap samples of the recordings; None where there are too few. `bridged`: DER
    with each speaker's pauses up to PAUSE filled, in the reference and in the answer; None of guesses.
    """

    der: float
    interval: tuple[float, float] | None
    missed: float
    false_alarm: float
    confused: float
    right: int
    off_by: float
    bridged: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Recordings of one kind, and each answer to them by its name."""

    title: str
    recordings: int
    minutes: float
    answers: dict[str, Answer]


@dataclass(frozen=True, slots=True)
class Voices:
    """The equal error rate, in %, of voice vectors of 3 s of one set's speakers, and its interval over them."""

    set: str
    speakers: int
    rate: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Words:
    """The share of an engine's words, in %, that the wrong person is given (WDER)."""

    recording: str
    engine: str
    paired: int
    rate: float


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What was measured of the model with these `weights` (see `fingerprint`) and these `settings`."""

    weights: str
    settings: dict[str, Any]  # Any: values of JSON
    mode: str
    seed: int
    rows: tuple[Row, ...]
    voices: tuple[Voices, ...] = ()
    words: tuple[Words, ...] = ()

    def is_of(self, files: ModelFiles) -> bool:
        """Return whether a model still has the weights and the settings that were measured."""
        return (self.weights, self.settings) == (fingerprint(files), settings(files))


def settings(files: ModelFiles) -> dict[str, Any]:
    """Return what decides, beside the weights, what a model finds: how it is used, and a checksum of its PLDA."""
    used = {name: value for name, value in dataclasses.asdict(files.config).items() if name not in ("name", "licence")}
    plda = hashlib.sha256(b"".join(path.read_bytes() for path in files.plda)).hexdigest() if files.plda else None
    return used | {"plda": plda}


def read_accuracy(files: ModelFiles) -> Accuracy | None:
    """Read what was measured of a model; None if nothing was. Whether it still holds, `is_of` says.

    Raises:
        ModelError: the file is not one that `write_accuracy` wrote.
    """
    path = _path(files)
    if not path.is_file():
        return None
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        rows = tuple(Row(**row | {"answers": _answers(row["answers"])}) for row in values["rows"])
        voices = tuple(Voices(**item | {"interval": tuple(item["interval"])}) for item in values["voices"])
        words = tuple(Words(**item) for item in values["words"])
        return Accuracy(**values | {"rows": rows, "voices": voices, "words": words})
    except (OSError, ValueError, TypeError, KeyError) as exc:
        raise ModelError(
            f"{path}: the figures cannot be read; measure them anew, or remove the file ({exc!r})"
        ) from exc


def write_accuracy(accuracy: Accuracy, files: ModelFiles) -> Path:
    """Write the file beside a model's weights; return which it is."""
    path = _path(files)
    path.write_text(json.dumps(dataclasses.asdict(accuracy), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def table(accuracy: Accuracy) -> list[list[str]]:
    """Return the cells of the table, its header first."""
    columns = {name: title for name, title in COLUMNS.items() if any(name in row.answers for row in accuracy.rows)}
    header = ["", "DER", "missed", "false alarm", "confused", "number right", *columns.values()]
    return [header, *(_cells(row, list(columns)) for row in accuracy.rows)]


def remarks(accuracy: Accuracy) -> list[str]:
    """Return the sentences below the table."""
    real = [row for row in accuracy.rows if REAL in row.answers]
    said = [MEANING.format(real=REAL_MEANING if real else ""), *map(_labels, real[:1])]
    if accuracy.voices:
        rates = (f"{v.rate:.1f} % {_brackets(v.interval)} of {v.speakers} {v.set} speakers" for v in accuracy.voices)
        said.append(f"Equal error rate of the embedding on 3 s: {'; '.join(rates)}.")
    if accuracy.words:
        rates = (f"{word.recording} {word.rate:.1f} % of {word.paired}" for word in accuracy.words)
        engines = " and ".join(sorted({word.engine for word in accuracy.words}))
        said.append(f"Words of {engines} that are given to the wrong person (WDER): {'; '.join(rates)}.")
    return said


def _path(files: ModelFiles) -> Path:
    return files.embedding.parent / FILE


def _answers(values: dict[str, dict[str, Any]]) -> dict[str, Answer]:
    return {
        name: Answer(**value | {"interval": None if value["interval"] is None else tuple(value["interval"])})
        for name, value in values.items()
    }


def _cells(row: Row, columns: list[str]) -> list[str]:
    found = row.answers[FOUND]
    parts = [f"{value:.1f}" for value in (found.missed, found.false_alarm, found.confused)]
    number = f"{found.right} of {row.recordings} ({found.off_by:.1f})"
    others = [_rate(row.answers[name]) if name in row.answers else "" for name in columns]
    return [row.title, _rate(found), *parts, number, *others]


def _labels(row: Row) -> str:
    """Say how much of the distance to pyannote's segmentation hangs on what is called a pause."""
    ours, real = row.answers[FOUND], row.answers[REAL]
    told = (
        f"Of pyannote's segmentation, in the first row, {real.missed:.1f} are missed, {real.false_alarm:.1f} false "
        f"alarm and {real.confused:.1f} confused: it learnt from annotations by people, who bridge pauses that the "
        "references here, as those of our training, count as silence."
    )
    if ours.bridged is None or real.bridged is None:
        return told
    return (
        f"{told} With pauses up to {PAUSE} s filled in references and answers, DER there is {ours.bridged:.1f}, and "
        f"{real.bridged:.1f} with pyannote's segmentation."
    )


def _rate(answer: Answer) -> str:
    return f"{answer.der:.1f}" if answer.interval is None else f"{answer.der:.1f} {_brackets(answer.interval)}"


def _brackets(interval: tuple[float, float]) -> str:
    return f"({interval[0]:.0f}-{interval[1]:.0f})"
