"""All measures of one pair of files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from whisper_diarize.errors import OptionError

from .annotation import Annotation
from .edges import EdgeError, edge_error
from .libraries import (
    INSTALL,
    DiarizationErrors,
    MissingLibraryError,
    WordErrors,
    diarization_errors,
    word_errors,
)
from .matching import Confusion, confusion_of, shared_seconds
from .words import WordDiarization, word_diarization

Measure = TypeVar("Measure")


@dataclass(frozen=True, slots=True)
class Rules:
    """Tolerances of the measures.

    `collar`: so many seconds on each side of a reference turn's edges are not scored in DER and JER. `skip_overlap`:
    nor is the time in which the reference has two speakers. `word_collar`: words that stand for each other are at most
    so many seconds apart (tcpWER, WDER).
    """

    collar: float = 0.0
    skip_overlap: bool = False
    word_collar: float = 5.0

    def __post_init__(self) -> None:
        if min(self.collar, self.word_collar) < 0:
            raise OptionError("a collar is a number of seconds, 0 or more")


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores. A measure is None if a side lacks what it needs, or if its library is missing (see `notes`)."""

    rules: Rules
    speakers: tuple[int, int]
    seconds: Confusion
    edges: EdgeError
    diarization: DiarizationErrors | None
    words: WordDiarization | None
    cpwer: WordErrors | None
    tcpwer: WordErrors | None
    notes: tuple[str, ...]

    @property
    def speaker_count_error(self) -> int:
        """Return how many speakers too many there are; negative: too few."""
        reference, hypothesis = self.speakers
        return hypothesis - reference


def score(reference: Annotation, hypothesis: Annotation, rules: Rules = Rules()) -> Scores:
    """Compare two annotations of a recording by every measure for which both have enough."""
    notes: list[str] = []
    shares = shared_seconds(reference.turns, hypothesis.turns)
    seconds = confusion_of("seconds", shares, reference.speakers, hypothesis.speakers)
    turns = reference.turns, hypothesis.turns
    words = cpwer = tcpwer = None
    if reference.words is not None and hypothesis.words is not None:
        said = reference.words, hypothesis.words
        words = word_diarization(*said, within=rules.word_collar, rows=reference.speakers, columns=hypothesis.speakers)
        cpwer = _if_installed(lambda: word_errors(*said, within=None), "cpWER and tcpWER", notes)
        tcpwer = cpwer and word_errors(*said, within=rules.word_collar)
    else:
        notes.append("without words on both sides there is no cpWER, tcpWER and WDER")
    return Scores(
        rules=rules,
        speakers=(reference.num_speakers, hypothesis.num_speakers),
        seconds=seconds,
        edges=edge_error(*turns, seconds.matched()),
        diarization=_if_installed(
            lambda: diarization_errors(*turns, collar=rules.collar, skip_overlap=rules.skip_overlap),
            "DER and JER",
            notes,
        ),
        words=words,
        cpwer=cpwer,
        tcpwer=tcpwer,
        notes=tuple(notes),
    )


def _if_installed(measure: Callable[[], Measure], names: str, notes: list[str]) -> Measure | None:
    """Return the measure; if its library is not there, None, and a note that says how to get it."""
    try:
        return measure()
    except MissingLibraryError as exc:
        notes.append(f"{names} need {exc}: {INSTALL}")
        return None
