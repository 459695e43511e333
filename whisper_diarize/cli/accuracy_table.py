"""Accuracy of a model as a table and sentences below it: for `models show`, README and model card."""

from __future__ import annotations

from whisper_diarize.models.accuracy import (
    EVERYWHERE,
    FOUND,
    GIVEN,
    ONE,
    PAUSE,
    REAL,
    REAL_GIVEN,
    Accuracy,
    Answer,
    Row,
)

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
    "with the weights of pyannote/segmentation-3.0 in place of our segmentation, our embedding and settings, "
    "the number found and given; "
)


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


def _cells(row: Row, columns: list[str]) -> list[str]:
    found = row.answers[FOUND]
    parts = [f"{value:.1f}" for value in (found.missed, found.false_alarm, found.confused)]
    number = f"{found.right} of {row.recordings} ({found.off_by:.1f})"
    others = [rate(row.answers[name]) if name in row.answers else "" for name in columns]
    return [row.title, rate(found), *parts, number, *others]


def _labels(row: Row) -> str:
    """Explain the part of the distance to pyannote's segmentation that hangs on the meaning of a pause."""
    ours, real = row.answers[FOUND], row.answers[REAL]
    told = (
        f"Of pyannote's segmentation, in the first row, {real.missed:.1f} are missed, {real.false_alarm:.1f} false "
        f"alarm and {real.confused:.1f} confused: it learnt from annotations by people, who bridge pauses that the "
        "references here count as silence; ours learnt from it."
    )
    if ours.bridged is None or real.bridged is None:
        return told
    return (
        f"{told} With pauses up to {PAUSE} s filled in references and answers, DER there is {ours.bridged:.1f}, and "
        f"{real.bridged:.1f} with pyannote's segmentation."
    )


def rate(answer: Answer) -> str:
    """Return a DER with its interval, if there is one."""
    return f"{answer.der:.1f}" if answer.interval is None else f"{answer.der:.1f} {_brackets(answer.interval)}"


def _brackets(interval: tuple[float, float]) -> str:
    return f"({interval[0]:.0f}-{interval[1]:.0f})"
