"""Doubtful words, and speakers who may be nobody."""

from dataclasses import replace

import pytest

from whisper_diarize.attribution import attribute
from whisper_diarize.editing import doubts, review_speakers
from whisper_diarize.records import AttributedWord, Diarization, Segment, Transcript, Turn, Word


@pytest.mark.parametrize(
    ("probability", "reason", "expected"),
    [
        (0.9, "overlap", ()),
        (0.5, "overlap", ()),
        (0.49, "overlap", ("word",)),
        (None, "overlap", ()),
        (None, "nearest", ("nobody",)),
        (0.1, "nearest", ("word", "nobody")),
        (None, "checked", ()),
    ],
)
def test_word_is_doubtful_for_what_engines_say_of_it(probability, reason, expected):
    assert doubts(AttributedWord(Word(0, 1, "a", probability), "A", reason)) == expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"speaker_confidence": 0.7}, ()),
        ({"speaker_confidence": 0.69}, ("speaker",)),
        ({"no_speech": True}, ("nobody",)),
        ({"overlap": True, "other_speakers": ("B",)}, ()),
    ],
)
def test_word_is_doubtful_for_what_the_method_of_attribution_says_of_it(known, expected):
    assert doubts(AttributedWord(Word(0, 1, "a", 0.9), "A", "overlap", **known)) == expected


def test_review_has_the_figures_a_sample_and_the_doubtful_words(talk):
    ann, bob = review_speakers(talk)

    assert (ann.figures.seconds, ann.figures.turns, ann.figures.words) == (4, 2, 4)
    assert (ann.sample, ann.doubtful) == ("One two three", 1)
    assert (bob.sample, bob.doubtful) == ("four", 0)


def test_who_says_next_to_nothing_may_be_nobody():
    segments = [Segment(i, i + 1, " a b c d e f g h i j") for i in range(10)]
    turns = [Turn(i, i + 1, "A") for i in range(10)]
    said = Transcript((*segments, Segment(10, 11, " um")))
    transcript = attribute(said, Diarization((*turns, Turn(10, 11, "B"), Turn(12, 13, "C"))))

    assert [review.ghost for review in review_speakers(transcript)] == [False, True, True]


def test_few_words_in_a_short_talk_are_no_ghost(talk):
    assert [review.ghost for review in review_speakers(talk)] == [False, False]


def test_without_speakers_there_is_nobody_to_review(talk):
    assert review_speakers(replace(talk, speakers=(), diarization=None)) == ()
