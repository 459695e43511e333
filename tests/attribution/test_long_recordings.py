"""The cost of attribution grows with the length of the recording, not with its square."""

import sys
from collections import Counter

import pytest

from whisper_diarize.attribution import Overlap, Viterbi, attribute
from whisper_diarize.attribution.evidence import NearbyTurns
from whisper_diarize.records import AttributedTranscript, Diarization, Segment, Transcript, Turn, Word

pytestmark = pytest.mark.slow

METHODS = pytest.mark.parametrize("method", [Overlap(), Viterbi()], ids=["overlap", "viterbi"])


def attributed(num_words: int, method: Overlap | Viterbi) -> AttributedTranscript:
    """A talk of 2.8 words a second in segments of ten, with a turn for every five words."""
    words = tuple(Word(index * 0.36, index * 0.36 + 0.3, " word") for index in range(num_words))
    segments = tuple(
        Segment(run[0].start, run[-1].end, " word" * 10, run) for run in zip(*[iter(words)] * 10, strict=True)
    )
    turns = tuple(Turn(index * 1.8, index * 1.8 + 1.9, "abcde"[index % 5]) for index in range(num_words // 5))
    duration = num_words * 0.36
    return attribute(Transcript(segments), Diarization(turns), method, name="talk", duration=duration)


def calls(num_words: int, method: Overlap | Viterbi) -> int:
    """How many functions are called, of Python and of C: a measure that no other program disturbs."""
    counted: Counter[str] = Counter()
    sys.setprofile(lambda _frame, event, _argument: counted.update([event]))
    try:
        attributed(num_words, method)
    finally:
        sys.setprofile(None)
    return counted["call"] + counted["c_call"]


@METHODS
def test_four_times_the_words_need_four_times_the_calls(method: Overlap | Viterbi) -> None:
    assert calls(8_000, method) < 4.5 * calls(2_000, method)


@METHODS
def test_ten_hours_of_talk_are_attributed(method: Overlap | Viterbi) -> None:
    # 100,000 words by 20,000 turns: comparing each with each would take minutes, and reach the limit of a test
    assert len(attributed(100_000, method).words) == 100_000


def test_turns_of_months_take_no_more_memory_than_short_ones() -> None:
    turns = [Turn(0.0, 1e7, "a"), Turn(5.0, 6.0, "b")]
    nearby = NearbyTurns(turns, {"a": 0, "b": 1}, 2.0)
    assert sum(map(len, nearby._buckets.values())) < 10
    assert nearby.depths(Word(5.4, 5.6, " x"), 0.0) == {0: 5.5, 1: 0.5}
    assert nearby.depths(Word(9e6, 9e6, " x"), 0.0) == {0: 1e6}
