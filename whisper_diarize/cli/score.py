"""`whisper-diarize score`: how right is it?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from whisper_diarize.assembly import file_readers
from whisper_diarize.plugins import load

from . import arguments as arg
from .errors import handled
from .progress import configure_logging
from .terminal import console, err, out

if TYPE_CHECKING:  # other commands need not wait for it
    from whisper_diarize.scoring import Annotation, Confusion, Scores

Reference = Annotated[Path, Argument(metavar="REF", help="What is true: .rttm, .stm, .ctm or .json.")]
Hypothesis = Annotated[Path, Argument(metavar="HYP", help="What was found: .rttm, .stm, .ctm or .json.")]
Recording = Annotated[str | None, Option(metavar="NAME", help="Score this recording, if the files have several.")]
Collar = Annotated[
    float,
    Option(metavar="SECONDS", help="DER, JER: leave out so much on each side of a reference edge (md-eval's -c)."),
]
SkipOverlap = Annotated[bool, Option("--skip-overlap", help="DER, JER: leave out where the reference overlaps.")]
WordCollar = Annotated[
    float, Option(metavar="SECONDS", help="tcpWER, WDER: words that far apart cannot stand for each other.")
]


def score(
    reference: Reference,
    hypothesis: Hypothesis,
    recording: Recording = None,
    collar: Collar = 0.0,
    skip_overlap: SkipOverlap = False,
    word_collar: WordCollar = 5.0,
    as_json: arg.Json = False,
) -> None:
    """Compare turns and words with the truth.

    Turns alone give DER and JER; with words on both sides there are cpWER,
    tcpWER and WDER (the share of words given to the wrong person) as well.

    Examples:

        whisper-diarize score truth.rttm talk.rttm

        whisper-diarize score truth.rttm talk.rttm --collar 0.25 --skip-overlap

        whisper-diarize score truth.stm talk.json

        whisper-diarize score truth.ctm whisperx.json --json

    Besides STM and CTM, files of any tool that is known are read, as for
    attribute. Names of speakers need not be the same: each
    reference speaker is matched with at most one, so that most agrees.
    """
    from whisper_diarize import scoring  # noqa: PLC0415  other commands need not wait for it

    configure_logging(quiet=False, verbose=False)
    with handled():
        rules = scoring.Rules(collar, skip_overlap, word_collar)
        readers = file_readers(load())
        truth, found = (
            scoring.read_annotation(path, recording=recording, readers=readers) for path in (reference, hypothesis)
        )
        scores = scoring.score(truth, found, rules)
    if as_json:
        out(json.dumps(_document(scores), indent=2, ensure_ascii=False) + "\n")
        return
    _print(scores, truth, found)
    for note in scores.notes:
        err(f"note: {note}\n")


def _document(scores: Scores) -> dict[str, object]:
    """Return the scores as plain values; rates are shares of 1."""
    count = {"reference": scores.speakers[0], "hypothesis": scores.speakers[1], "error": scores.speaker_count_error}
    words = None if scores.words is None else {"wder": scores.words.rate, **asdict(scores.words)}
    return {**asdict(scores), "speakers": count, "words": words}


def _print(scores: Scores, reference: Annotation, hypothesis: Annotation) -> None:
    from rich.table import Table  # noqa: PLC0415  rich is slow to import

    screen = console()
    table = Table("measure", "value", "what it is made of")
    table.columns[1].justify = "right"
    for row in _rows(scores):
        table.add_row(*row)
    screen.print(table)
    for confusion in (scores.words.confusion if scores.words else None, scores.seconds):
        if confusion is not None and confusion.rows and confusion.columns:
            screen.print(_confusion_table(confusion))
    for line in _rules(scores, reference, hypothesis):
        screen.print(line)


def _rows(scores: Scores) -> Iterator[tuple[str, str, str]]:
    if scores.diarization is not None:
        parts = scores.diarization
        kinds = {"missed": parts.missed, "false alarm": parts.false_alarm, "wrong speaker": parts.confusion}
        made_of = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in kinds.items())
        yield "DER", _percent(parts.der), f"{made_of}, of {parts.total:.2f} s"
        yield "JER", _percent(parts.jer), "the mean over reference speakers"
    for name, errors in (("cpWER", scores.cpwer), ("tcpWER", scores.tcpwer)):
        if errors is not None:
            made_of = f"{errors.substitutions} other, {errors.deletions} missing, {errors.insertions} additional words"
            yield name, _percent(errors.rate), f"{made_of}, of {errors.words}"
    if scores.words is not None:
        words = scores.words
        unpaired = f"{words.missing} missing and {words.additional} additional ones do not count"
        yield "WDER", _percent(words.rate), f"{words.wrong} of {words.paired} words with the wrong person; {unpaired}"
    found, true = scores.speakers[1], scores.speakers[0]
    yield "speakers", f"{scores.speaker_count_error:+d}", f"{found} found, {true} there"
    edges = scores.edges
    made_of = f"90 % within {_seconds(edges.ninety)}; {edges.missed} of {edges.edges} edges missed"
    yield "turn edges", _seconds(edges.median), f"the median; {made_of}"


def _rules(scores: Scores, reference: Annotation, hypothesis: Annotation) -> Iterator[str]:
    from whisper_diarize.scoring import EDGE_LIMIT_SECONDS  # noqa: PLC0415  see above

    rules = scores.rules
    overlap = "left out" if rules.skip_overlap else "scored"
    yield (
        f"DER, JER: collar {rules.collar:g} s on each side of reference edges (pyannote.metrics calls it "
        f"{2 * rules.collar:g}), overlapping speech {overlap}, from the first to the last edge of either side."
    )
    yield (
        "cpWER, tcpWER, WDER: words in lower case without punctuation, overlapping speech scored; "
        f"tcpWER and WDER pair words at most {rules.word_collar:g} s apart."
    )
    yield f"Turn edges: no collar; an edge of the matched speaker more than {EDGE_LIMIT_SECONDS:g} s away is missed."
    yield f"Turns: of REF from {reference.turns_from}; of HYP from {hypothesis.turns_from}."


def _confusion_table(confusion: Confusion) -> object:
    """Return the table; a cell of matched speakers is bold."""
    from rich.table import Table  # noqa: PLC0415  rich is slow to import

    matched = confusion.matched()
    table = Table(f"REF \\ HYP, {confusion.unit}", *(name or "(nobody)" for name in confusion.columns))
    for name, counts in zip(confusion.rows, confusion.counts, strict=True):
        cells = [f"{count:.0f}" if confusion.unit == "words" else f"{count:.1f}" for count in counts]
        partner = matched.get(name)
        marked = [
            f"[bold]{cell}[/bold]" if partner is not None and column == partner else cell
            for column, cell in zip(confusion.columns, cells, strict=True)
        ]
        table.add_row(name or "(nobody)", *marked)
    return table


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.2f} %"


def _seconds(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.2f} s"
