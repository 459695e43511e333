"""A stretch of time."""

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize import attribute
from whisper_diarize.records import Diarization, Segment, Span, Transcript, Turn, Word

times = st.floats(0, 100, allow_nan=False)
spans = st.tuples(times, times).map(lambda ends: Span(min(ends), max(ends)))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param(2, 1, id="end before start"),
        pytest.param(-0.1, 1, id="before the recording"),
        pytest.param(math.nan, 1, id="start not a number"),
        pytest.param(0, math.nan, id="end not a number"),
        pytest.param(0, math.inf, id="endless"),
    ],
)
def test_what_is_not_a_span_of_time_is_refused(start: float, end: float) -> None:
    with pytest.raises(ValueError, match="not a span of time"):
        Span(start, end)


def test_span_may_have_no_length() -> None:
    assert Span(1, 1).duration == 0


def test_duration_is_the_length() -> None:
    span = Span(1, 2.5)

    assert span.duration == 1.5


def test_spans_that_touch_neither_overlap_nor_have_a_gap() -> None:
    assert (Span(0, 1).overlap(Span(1, 2)), Span(0, 1).gap(Span(1, 2))) == (0, 0)


def test_overlap_with_a_span_within_is_all_of_it() -> None:
    assert Span(0, 10).overlap(Span(2, 5)) == 3


@given(spans, spans)
def test_overlap_and_gap_are_the_same_from_both_sides(one: Any, other: Any) -> None:
    assert (one.overlap(other), one.gap(other)) == (other.overlap(one), other.gap(one))


@given(spans, spans)
def test_spans_that_overlap_have_no_gap(one: Any, other: Any) -> None:
    assert one.overlap(other) == 0 or one.gap(other) == 0


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.int64])
def test_numbers_of_numpy_become_plain(kind: type[np.generic]) -> None:
    span = Span(kind(1), kind(2))
    assert (span.start, span.end) == (1.0, 2.0)
    assert type(span.start) is type(span.end) is float


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_words_with_numbers_of_numpy_can_be_written(kind: type[np.generic]) -> None:
    words = tuple(Word(kind(place), kind(place + 1), f" w{place}", kind(1)) for place in range(3))
    transcript = Transcript((Segment(kind(0), kind(3), " w0 w1 w2", words),))
    result = attribute(transcript, Diarization((Turn(kind(0), kind(1), "A"),)))
    assert json.loads(result.render("json"))["segments"]
