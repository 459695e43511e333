"""Talk time, turns and words of each speaker."""

from typing import Any

from whisper_diarize.attribution import attribute
from whisper_diarize.records import (
    Diarization,
    Segment,
    Speaker,
    SpeakerStatistics,
    Transcript,
    Turn,
    Word,
)


def figures(segments: Any, diarization: Diarization | None) -> list[tuple[float, int, int]]:
    transcript = attribute(Transcript(segments), diarization, name="talk", duration=10.0)
    return [(row.seconds, row.turns, row.words) for row in transcript.statistics()]


def test_seconds_and_turns_are_as_diarized_and_words_as_transcribed() -> None:
    words = (Word(0, 1, " How"), Word(1, 1.9, " much?"), Word(4, 5, " Two."))
    diarization = Diarization((Turn(0, 2, "a"), Turn(2.5, 3, "a"), Turn(4, 5.25, "b")))

    assert figures((Segment(0, 5, " How much? Two.", words),), diarization) == [(2.5, 2, 2), (1.25, 1, 1)]


def test_speaker_without_a_word_is_counted_too() -> None:
    assert figures((), Diarization((Turn(0, 2, "a"),))) == [(2.0, 1, 0)]


def test_overlapping_talk_counts_for_both() -> None:
    assert figures((), Diarization((Turn(0, 4, "a"), Turn(1, 2, "b")))) == [(4.0, 1, 0), (1.0, 1, 0)]


def test_words_of_a_segment_without_times_are_those_between_white_space() -> None:
    assert figures((Segment(0, 2, " How much?"),), Diarization((Turn(0, 2, "a"),))) == [(2.0, 1, 2)]


def test_without_a_diarization_there_are_no_figures() -> None:
    assert figures((Segment(0, 2, " How much?"),), None) == []


def test_figures_carry_the_name_of_the_speaker() -> None:
    transcript = attribute(Transcript(), Diarization((Turn(0, 2, "a"),)), name="talk", duration=10.0)

    assert transcript.with_names(("Ann",)).statistics() == (SpeakerStatistics(Speaker("a", "Ann"), 2.0, 1, 0),)
