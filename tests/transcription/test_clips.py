"""Clips are cut out and joined; what was heard in them goes back to where it was."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.records import Audio, Segment, Span, Transcript, Word
from whisper_diarize.transcription.clips import Joined, clips_between, common

CLIPS = (Span(10, 12), Span(60, 63))


def restored(*segments: Segment) -> tuple[Segment, ...]:
    return Joined(CLIPS).restored(Transcript(segments)).segments


@pytest.mark.parametrize(
    ("timestamps", "clips"),
    [
        ((0.0,), [Span(0, 60)]),
        ((), [Span(0, 60)]),
        ((5.0, 10.0), [Span(5, 10)]),
        ((5.0, 10.0, 50.0), [Span(5, 10), Span(50, 60)]),
        ((5.0, 10.0, 50.0, 70.0, 80.0, 90.0), [Span(5, 10), Span(50, 60)]),
        ((60.0,), []),
    ],
    ids=str,
)
def test_timestamps_are_starts_and_ends_within_the_recording(timestamps: tuple[float, ...], clips: list[Span]) -> None:
    assert list(clips_between(timestamps, 60.0)) == clips


def test_common_time_is_in_both() -> None:
    assert common([Span(0, 4), Span(6, 9)], [Span(1, 2), Span(3, 7)]) == (Span(1, 2), Span(3, 4), Span(6, 7))
    assert common([Span(0, 0)], [Span(0, 5)]) == ()


def test_samples_are_those_of_the_clips() -> None:
    audio = Audio(np.arange(100, dtype=np.float32), sample_rate=10)

    assert list(Joined([Span(0.2, 0.4), Span(9.5, 10)]).samples(audio)) == [2, 3, 95, 96, 97, 98, 99]
    assert len(Joined([]).samples(audio)) == 0


def test_words_go_back_to_their_clips() -> None:
    words = (Word(0.5, 1.0, " one"), Word(2.5, 3.0, " two"))

    assert [word for segment in restored(Segment(0.5, 3.0, " one two", words)) for word in segment.words] == [
        Word(10.5, 11.0, " one"),
        Word(60.5, 61.0, " two"),
    ]


def test_word_across_a_join_stays_in_the_clip_of_its_middle() -> None:
    first, second = (restored(Segment(*time, " so", (Word(*time, " so"),)))[0] for time in [(1.0, 2.4), (1.8, 3.0)])

    assert (first.start, first.end, first.words[0].end) == (11, 12, 12)
    assert (second.start, second.end, second.words[0].start) == (60, 61, 60)


def test_segment_that_goes_on_in_the_next_clip_becomes_two() -> None:
    words = (Word(1.0, 1.5, " he"), Word(1.5, 2.0, " said"), Word(2.0, 2.5, " no"))
    parts = restored(Segment(1.0, 2.5, " he said no", words, seek=0, tokens=(1, 2, 3)))

    assert [(part.start, part.end, part.text) for part in parts] == [(11, 12, " he said"), (60, 60.5, " no")]
    assert [(part.seek, part.tokens) for part in parts] == [(1000, ()), (1000, ())]


def test_segment_without_words_goes_to_the_clip_of_its_middle() -> None:
    assert restored(Segment(2.5, 4.0, " hm", seek=250)) == (Segment(60.5, 62.0, " hm", seek=6050),)


spans = st.lists(st.integers(1, 400), min_size=2, max_size=12).map(
    lambda steps: [Span(a / 4, b / 4) for a, b in pairwise(np.cumsum(steps).tolist())][::2]
)


@given(spans, st.lists(st.floats(0, 1), max_size=20))
def test_no_word_is_lost_goes_back_or_leaves_its_clip(clips: Any, shares: Any) -> None:
    joined = Joined(clips)
    times = [share * joined.duration for share in sorted(shares)]
    words = tuple(Word(start, end, " w") for start, end in pairwise(times))
    heard = Transcript((Segment(words[0].start, words[-1].end, " w" * len(words), words),) if words else ())

    put_back = joined.restored(heard).words

    assert len(put_back) == len(words)
    assert all(earlier.end <= later.start for earlier, later in pairwise(put_back))
    assert all(any(clip.start <= word.start <= word.end <= clip.end for clip in clips) for word in put_back)


def test_a_span_of_the_clips_is_where_they_are_in_the_recording() -> None:
    joined = Joined((Span(10.0, 12.0), Span(20.0, 25.0)))
    assert joined.moved(3.0, 4.0) == Span(21.0, 22.0)
    assert joined.moved(-0.02, -0.02) == Span(10.0, 10.0)
