"""Speakers at a glance."""

from dataclasses import replace

from whisper_diarize.attribution import attribute
from whisper_diarize.records import AttributedTranscript, Diarization, Transcript, Turn
from whisper_diarize.review import speaker_overviews


def test_overview_has_the_figures_a_sample_and_the_doubtful_words(talk: AttributedTranscript) -> None:
    ann, bob = speaker_overviews(talk)

    assert (ann.figures.seconds, ann.figures.turns, ann.figures.words) == (4, 2, 4)
    assert (ann.sample, ann.doubtful) == ("One two three", 1)
    assert (bob.sample, bob.doubtful) == ("four", 0)


def test_speaker_who_hardly_talks_may_be_a_ghost() -> None:
    turns = (Turn(0, 50, "A"), Turn(50, 51, "B"), Turn(52, 60, "C"))

    overviews = speaker_overviews(attribute(Transcript(), Diarization(turns)))

    assert [overview.ghost for overview in overviews] == [False, True, False]


def test_without_speakers_there_are_no_overviews(talk: AttributedTranscript) -> None:
    assert speaker_overviews(replace(talk, speakers=(), diarization=None)) == ()
