import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.records import FULL_SCORE, Span, SpeakerScores, Stretch


def stretch(first: int, *values: int) -> Stretch:
    return Stretch(first, np.array(values, np.uint8))


# frame n is about the instant n
HEARD = SpeakerScores(1.0, 0.0, {"a": (stretch(2, 255, 255, 51), stretch(8, 255)), "b": (stretch(4, 102),)})


def test_score_of_a_span_is_the_mean_over_the_frames_whose_middle_lies_in_it() -> None:
    assert HEARD.during([Span(1.5, 5.5), Span(4, 5)]) == [
        {"a": pytest.approx(0.55), "b": pytest.approx(0.1)},
        {"a": pytest.approx(0.2), "b": pytest.approx(0.4)},
    ]


def test_who_is_not_heard_has_no_score() -> None:
    assert HEARD.during([Span(5.5, 7.5), Span(0, 1), Span(100, 101)]) == [{}, {}, {}]


def test_span_without_length_has_the_score_of_the_frame_that_follows() -> None:
    assert HEARD.during([Span(3, 3)]) == [{"a": 1.0}]


def test_margin_widens_spans_to_both_sides() -> None:
    assert HEARD.during([Span(7.5, 7.6)]) == [{"a": 1.0}]
    assert HEARD.during([Span(7.5, 7.6)], margin=1.0) == [{"a": pytest.approx(0.5)}]


def test_without_spans_there_is_nothing() -> None:
    assert HEARD.during([]) == []


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=8), st.integers(0, 99))
def test_means_are_those_of_the_frames_one_by_one(spans: list[tuple[int, int]], seed: int) -> None:
    frames = np.random.default_rng(seed).integers(0, 256, 30)
    frames[10:14] = 0
    heard = SpeakerScores(0.5, 0.25, {"a": (stretch(0, *frames[:10]), stretch(14, *frames[14:]))})

    found = heard.during([Span(first / 2, (first + length) / 2) for first, length in spans])

    for (first, length), scores in zip(spans, found, strict=True):
        total = sum(int(frames[n]) for n in range(first, min(30, first + length)))
        assert scores.get("a", 0.0) == pytest.approx(total / length / FULL_SCORE)
