"""Ghosts, for the summary and for `speakers` alike."""

import pytest

from whisper_diarize.attribution import attribute
from whisper_diarize.quality import ghosts
from whisper_diarize.records import AttributedTranscript, Diarization, Segment, Speaker, Transcript, Turn
from whisper_diarize.review import speaker_overviews

LONG = (Turn(0.0, 50.0, "a"), Turn(50.0, 100.0, "b"))


def transcript(*turns: Turn, words: Transcript | None = None) -> AttributedTranscript:
    return attribute(words or Transcript(), Diarization(tuple(turns)), name="talk", duration=200.0)


@pytest.mark.parametrize(("seconds", "expected"), [(2.9, {"c": 2.9}), (3.0, {})])
def test_speaker_of_less_than_three_seconds_is_a_ghost(seconds: float, expected: dict[str, float]) -> None:
    assert ghosts(transcript(*LONG, Turn(100.0, 100.0 + seconds, "c"))) == pytest.approx(expected)


def test_twentieth_of_a_short_recording_is_no_ghost() -> None:
    assert ghosts(transcript(Turn(0.0, 18.0, "a"), Turn(18.0, 19.0, "b"))) == {}


def test_speaker_without_turns_is_a_ghost() -> None:
    found = transcript(*LONG)
    listed = AttributedTranscript(speakers=(*found.speakers, Speaker("c", "c")), diarization=found.diarization)

    assert ghosts(listed) == {"c": 0.0}


def test_listener_whose_words_the_engine_leaves_out_is_no_ghost() -> None:
    words = Transcript((Segment(0.0, 100.0, " a b c d e f g h i j k l m"),))

    found = transcript(*LONG, *(Turn(i, i + 0.5, "c") for i in range(0, 20, 2)), words=words)

    assert ghosts(found) == {}


def test_where_all_hardly_talk_none_is_a_ghost() -> None:
    turns = (Turn(float(i), i + 0.5, str(i)) for i in range(30))

    assert ghosts(transcript(*turns)) == {}


def test_transcript_without_turns_has_none() -> None:
    assert ghosts(AttributedTranscript()) == {}


def test_overview_doubts_the_same_speakers() -> None:
    found = transcript(*LONG, Turn(100.0, 101.0, "c"))

    assert {row.figures.speaker.label for row in speaker_overviews(found) if row.ghost} == set(ghosts(found)) == {"c"}
