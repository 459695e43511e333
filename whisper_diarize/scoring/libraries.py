"""The measures of the field, by the libraries that the field computes them with. Both are optional."""

from __future__ import annotations

import contextlib
import logging
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from whisper_diarize.records import Turn

from .annotation import UNASSIGNED, SaidWord

INSTALL = 'pip install "whisper-diarize[score]"'


class MissingLibraryError(Exception):
    """A library is not installed; `args[0]` is its name."""


@dataclass(frozen=True, slots=True)
class DiarizationErrors:
    """DER and its parts in seconds, and JER."""

    der: float
    total: float
    missed: float
    false_alarm: float
    confusion: float
    jer: float


@dataclass(frozen=True, slots=True)
class WordErrors:
    """Word errors under the best match of speakers; `rate` is None if the reference has no words."""

    rate: float | None
    words: int
    substitutions: int
    deletions: int
    insertions: int


def diarization_errors(
    reference: Sequence[Turn], hypothesis: Sequence[Turn], *, collar: float, skip_overlap: bool
) -> DiarizationErrors:
    """Compute DER and JER with pyannote.metrics. `collar` is in seconds to each side of an edge.

    Raises:
        MissingLibraryError: it is not installed.
    """
    try:
        from pyannote.metrics.diarization import DiarizationErrorRate, JaccardErrorRate  # noqa: PLC0415
    except ImportError as exc:
        raise MissingLibraryError("pyannote.metrics") from exc
    # it takes the whole width of a collar; md-eval, dscore and we take half
    rules = {"collar": 2 * collar, "skip_overlap": skip_overlap}
    sides = _annotation(reference), _annotation(hypothesis)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it scores the extent of both, which is what we want, and says so
        parts = DiarizationErrorRate(**rules)(*sides, detailed=True)
        jaccard = JaccardErrorRate(**rules)(*sides)
    return DiarizationErrors(
        der=float(parts["diarization error rate"]),
        total=float(parts["total"]),
        missed=float(parts["missed detection"]),
        false_alarm=float(parts["false alarm"]),
        confusion=float(parts["confusion"]),
        jer=float(jaccard),
    )


def word_errors(reference: Sequence[SaidWord], hypothesis: Sequence[SaidWord], *, within: float | None) -> WordErrors:
    """Compute cpWER with meeteval; with `within` seconds as its collar, tcpWER.

    Raises:
        MissingLibraryError: it is not installed.
    """
    try:
        from meeteval.io import SegLST  # noqa: PLC0415
        from meeteval.wer import (  # noqa: PLC0415
            cp_word_error_rate,
            time_constrained_minimum_permutation_word_error_rate,
        )
    except ImportError as exc:
        raise MissingLibraryError("meeteval") from exc
    sides = SegLST(_rows(reference)), SegLST(_rows(hypothesis))
    with _silent("preprocess"):
        if within is None:
            return _word_errors(cp_word_error_rate(*sides))
        return _word_errors(time_constrained_minimum_permutation_word_error_rate(*sides, collar=within))


@contextlib.contextmanager
def _silent(name: str) -> Iterator[None]:
    """Turn a logger off: meeteval warns of words of one speaker that overlap each other, as those of engines do."""
    logger = logging.getLogger(name)
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def _annotation(turns: Sequence[Turn]) -> Any:  # Any: pyannote.core, whose types may not be here
    from pyannote.core import Annotation, Segment  # noqa: PLC0415

    made = Annotation()
    for number, turn in enumerate(turns):
        made[Segment(turn.start, turn.end), number] = turn.speaker
    return made


def _rows(words: Sequence[SaidWord]) -> list[dict[str, object]]:
    return [
        {
            "session_id": "",
            "speaker": "(nobody)" if word.speaker == UNASSIGNED else word.speaker,
            "start_time": word.start,
            "end_time": word.end,
            "words": word.text,
        }
        for word in words
    ]


def _word_errors(found: Any) -> WordErrors:  # Any: meeteval publishes no types
    rate = found.errors / found.length if found.length else None
    return WordErrors(rate, found.length, found.substitutions, found.deletions, found.insertions)
