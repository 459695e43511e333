"""What holds for any words and any turns, checked against the definition written out in full."""

import math
import os
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whisper_diarize.attribution import Overlap, Viterbi, attribute
from whisper_diarize.records import Diarization, Segment, Transcript, Turn, Word

pytestmark = pytest.mark.slow

# quarters of a second: edges that coincide are the interesting ones, and sums are exact
times = st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda t: (t[0] / 4, (t[0] + t[1]) / 4))
turns = st.builds(lambda t, speaker: Turn(t[0], t[1], speaker), times, st.sampled_from("abc"))
words = st.builds(lambda t, text: Word(t[0], t[1], text), times, st.sampled_from([" one", " two,", "-three", "四"]))
several_turns = st.lists(turns, max_size=8).map(tuple)
# a plugin's exclusive turns may break their promise and overlap
diarizations = st.builds(Diarization, several_turns, st.none() | several_turns)


def segment(found: list[Word]) -> Segment:
    text = "".join(word.text for word in found)
    return Segment(min(word.start for word in found), max(word.end for word in found), text, tuple(found))


segments = st.lists(words, min_size=1, max_size=8).map(segment)
transcripts = st.lists(segments, max_size=4).map(lambda found: Transcript(tuple(found)))


# the reach of the project is 10,000: WHISPER_DIARIZE_EXAMPLES=10000
EXAMPLES = int(os.environ.get("WHISPER_DIARIZE_EXAMPLES", "100"))
each_method = pytest.mark.parametrize("method", [Overlap(), Viterbi()], ids=["overlap", "viterbi"])


def plain_answer(word: Word, exclusive: Sequence[Turn]) -> str | None:
    """The rule of `attribute`, by brute force."""
    shares: dict[str, float] = {}
    for turn in exclusive:
        if word.overlap(turn):
            shares[turn.speaker] = shares.get(turn.speaker, 0.0) + word.overlap(turn)
    if shares:
        return max(shares, key=shares.__getitem__)
    nearest = min(exclusive, key=word.gap, default=None)
    return nearest.speaker if nearest else None


@each_method
@settings(max_examples=EXAMPLES, deadline=None)
@given(transcript=transcripts, diarization=diarizations)
def test_every_word_is_kept_once_and_in_order(method: Any, transcript: Transcript, diarization: Diarization) -> None:
    result = attribute(transcript, diarization, method, name="talk", duration=20.0)

    assert tuple(word.word for word in result.words) == transcript.words


@each_method
@given(transcript=transcripts, diarization=diarizations)
def test_the_text_is_kept(method: Any, transcript: Transcript, diarization: Diarization) -> None:
    result = attribute(transcript, diarization, method, name="talk", duration=20.0)

    assert result.text == transcript.text


@given(transcripts, diarizations)
def test_every_word_has_the_speaker_that_the_definition_says(transcript: Transcript, diarization: Diarization) -> None:
    result = attribute(transcript, diarization, name="talk", duration=20.0)

    exclusive = diarization.exclusive()
    assert [word.speaker for word in result.words] == [plain_answer(word, exclusive) for word in transcript.words]


@each_method
@given(transcript=transcripts, diarization=diarizations)
def test_no_segment_has_two_speakers(method: Any, transcript: Transcript, diarization: Diarization) -> None:
    result = attribute(transcript, diarization, method, name="talk", duration=20.0)

    assert all({word.speaker for word in piece.words} == {piece.speaker} for piece in result.segments)


@each_method
@given(transcript=transcripts, diarization=diarizations)
def test_words_lie_within_their_segment(method: Any, transcript: Transcript, diarization: Diarization) -> None:
    result = attribute(transcript, diarization, method, name="talk", duration=20.0)

    assert all(
        piece.start <= word.word.start and word.word.end <= piece.end
        for piece in result.segments
        for word in piece.words
    )


@each_method
@given(transcript=transcripts, diarization=diarizations)
def test_whoever_has_a_word_is_among_the_speakers(
    method: Any, transcript: Transcript, diarization: Diarization
) -> None:
    result = attribute(transcript, diarization, method, name="talk", duration=20.0)

    assert {word.speaker for word in result.words} - {None} <= {speaker.label for speaker in result.speakers}


@given(transcripts, diarizations)
def test_confidence_is_a_probability_and_the_runner_up_is_somebody_else(
    transcript: Transcript, diarization: Diarization
) -> None:
    for word in attribute(transcript, diarization, Viterbi()).words:
        assert word.speaker_confidence is None or 0 <= word.speaker_confidence <= 1
        assert word.speaker is None or word.speaker not in (word.runner_up, *word.other_speakers)
        assert math.isfinite(word.gap)
        assert word.gap >= 0


@given(transcripts, diarizations)
def test_every_word_has_a_speaker_if_anybody_talks(transcript: Transcript, diarization: Diarization) -> None:
    words = attribute(transcript, diarization, Viterbi()).words

    assert all((word.speaker is None) == (not diarization.turns) for word in words)
