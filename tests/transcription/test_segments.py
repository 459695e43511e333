import math
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.records import SavedSegment, SavedWord, Transcript, Word
from whisper_diarize.transcription.segments import build_transcript

TEXT = st.sampled_from(["", " ", " a", "b", " c d", "\u4f60"])
NUMBER = st.floats() | st.floats(0, 60) | st.none()
WORDS = st.lists(st.builds(SavedWord, TEXT, NUMBER, NUMBER, NUMBER), max_size=5).map(tuple)
SEGMENTS = st.lists(st.builds(SavedSegment, TEXT, NUMBER, NUMBER, WORDS, st.just({})), max_size=6)


def build(*segments: Any, duration: float = math.inf) -> Transcript:
    return build_transcript(segments, language="en", engine="test", duration=duration)


@given(SEGMENTS)
def test_every_spoken_word_is_kept_once_in_order(segments: Any) -> None:
    spoken = [word.text for segment in segments for word in segment.words if word.text.strip()]

    assert [word.text for word in build(*segments).words] == spoken


@given(SEGMENTS, st.just(math.inf) | st.floats(0, 60))
def test_times_of_words_and_segments_never_go_back(segments: Any, duration: Any) -> None:
    transcript = build(*segments, duration=duration)

    for items in (transcript.words, transcript.segments):
        assert all(left.end <= right.start for left, right in pairwise(items))
        assert all(item.end <= duration for item in items)
    assert all(
        (segment.start, segment.end) == (segment.words[0].start, segment.words[-1].end)
        for segment in transcript.segments
        if segment.words
    )


@given(SEGMENTS)
def test_probabilities_are_probabilities(segments: Any) -> None:
    assert all(word.probability is None or 0 <= word.probability <= 1 for word in build(*segments).words)


def test_measured_words_are_passed_on() -> None:
    words = (SavedWord(" Hello", 0.5, 1.0, 0.9), SavedWord(" world.", 1.0, 1.5, 0.8))

    transcript = build(
        SavedSegment(" Hello world.", 0.5, 1.5, words, {"seek": 0, "avg_logprob": -0.2, "tokens": [1, 2]})
    )

    assert transcript.words == (Word(0.5, 1.0, " Hello", 0.9), Word(1.0, 1.5, " world.", 0.8))
    assert (transcript.text, transcript.language, transcript.engine) == ("Hello world.", "en", "test")
    assert (transcript.segments[0].avg_logprob, transcript.segments[0].tokens) == (-0.2, (1, 2))


def test_words_without_times_get_those_of_their_segment() -> None:
    words = (SavedWord(" aa"), SavedWord(" bb"), SavedWord(" cc", 3.0, 4.0))

    transcript = build(SavedSegment(" aa bb cc", 1.0, 4.0, words, {}))

    assert [(word.start, word.end, word.interpolated) for word in transcript.words] == [
        (1.0, 2.0, True),
        (2.0, 3.0, True),
        (3.0, 4.0, False),
    ]


def test_segment_without_words_keeps_its_text_and_time() -> None:
    segment = build(SavedSegment(" Hm.", 1.0, 2.0, (), {})).segments[0]

    assert (segment.start, segment.end, segment.text, segment.words) == (1.0, 2.0, " Hm.", ())


def test_blank_segments_are_dropped() -> None:
    assert (
        build(SavedSegment("", 0.0, 0.0, (), {}), SavedSegment(" ", 1.0, 2.0, (SavedWord(" ", 1.0, 2.0),), {})).segments
        == ()
    )


def test_statistics_that_are_not_numbers_are_unknown() -> None:
    segment = build(SavedSegment(" a", 0.0, 1.0, (), {"avg_logprob": math.nan, "seek": "0", "tokens": None})).segments[
        0
    ]

    assert (segment.avg_logprob, segment.seek, segment.tokens) == (None, None, ())
