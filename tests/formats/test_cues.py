"""What every format with times is made of."""

from collections.abc import Callable

import pytest

from whisper_diarize.formats.cues import clock, cues, milliseconds
from whisper_diarize.records import AttributedTranscript


def times(transcript: AttributedTranscript) -> list[tuple[float, float]]:
    return [(cue.start, cue.end) for cue in cues(transcript)]


def test_seconds_are_rounded_to_whole_milliseconds() -> None:
    assert [milliseconds(seconds) for seconds in (0.0, 0.0004, 0.0006, 1.2346, 36000.1)] == [0, 0, 1, 1235, 36000100]


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        pytest.param(0, "00:00:00,000", id="nothing"),
        pytest.param(59_999, "00:00:59,999", id="seconds"),
        pytest.param(3_599_999, "00:59:59,999", id="minutes"),
        pytest.param(360_000_000, "100:00:00,000", id="a hundred hours"),
    ],
)
def test_clock_has_hours_minutes_seconds_and_thousandths(time: int, shown: str) -> None:
    assert clock(time, ",") == shown


def test_rounding_never_gives_a_thousand_thousandths(say: Callable[..., AttributedTranscript]) -> None:
    assert times(say((59.9996, 61.0, "ann", "Hi"))) == [(60_000, 61_000)]


def test_cue_without_length_is_shown_for_a_tenth_of_a_second(say: Callable[..., AttributedTranscript]) -> None:
    assert times(say((1.0, 1.0, "ann", "Hi"))) == [(1000, 1100)]


def test_cue_that_rounds_to_no_length_is_shown_as_well(say: Callable[..., AttributedTranscript]) -> None:
    assert times(say((1.0001, 1.0002, "ann", "Hi"))) == [(1000, 1100)]


def test_short_cue_keeps_its_times(say: Callable[..., AttributedTranscript]) -> None:
    assert times(say((1.0, 1.02, "ann", "Hi"))) == [(1000, 1020)]


def test_cues_are_in_order_of_time(say: Callable[..., AttributedTranscript]) -> None:
    assert times(say((3, 4, "ann", "b"), (1, 2, "ann", "a"))) == [(1000, 2000), (3000, 4000)]


def test_segment_without_text_is_no_cue(say: Callable[..., AttributedTranscript]) -> None:
    assert times(say((0, 1, "ann", ""), (1, 2, "ann", " \n"), (2, 3, "ann", " Hi"))) == [(2000, 3000)]


def test_speaker_whose_name_and_label_are_blank_has_none(say: Callable[..., AttributedTranscript]) -> None:
    (cue,) = cues(say((0, 1, " ", "Hi")))

    assert cue.speaker is None
