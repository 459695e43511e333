"""Speakers at a glance."""

from dataclasses import replace

from whisper_diarize.attribution import attribute
from whisper_diarize.records import Diarization, Segment, Transcript, Turn
from whisper_diarize.review import speaker_overviews


def test_overview_has_the_figures_a_sample_and_the_doubtful_words(talk):
    ann, bob = speaker_overviews(talk)

    assert (ann.figures.seconds, ann.figures.turns, ann.figures.words) == (4, 2, 4)
    assert (ann.sample, ann.doubtful) == ("One two three", 1)
    assert (bob.sample, bob.doubtful) == ("four", 0)


def test_who_says_next_to_nothing_may_be_nobody():
    segments = [Segment(i, i + 1, " a b c d e f g h i j") for i in range(10)]
    turns = [Turn(i, i + 1, "A") for i in range(10)]
    said = Transcript((*segments, Segment(10, 11, " um")))
    transcript = attribute(said, Diarization((*turns, Turn(10, 11, "B"), Turn(12, 13, "C"))))

    assert [overview.ghost for overview in speaker_overviews(transcript)] == [False, True, True]


def test_few_words_in_a_short_talk_are_no_ghost(talk):
    assert [overview.ghost for overview in speaker_overviews(talk)] == [False, False]


def test_without_speakers_there_is_nobody_to_review(talk):
    assert speaker_overviews(replace(talk, speakers=(), diarization=None)) == ()
