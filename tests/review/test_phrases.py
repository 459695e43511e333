"""Phrases that are rewritten, and the times of their words."""

import pytest

from whisper_diarize.attribution import attribute
from whisper_diarize.errors import OptionError
from whisper_diarize.records import AttributedTranscript, Diarization, Segment, Transcript, Turn, Word
from whisper_diarize.review import rewrite


@pytest.fixture
def talk() -> AttributedTranscript:
    """A says `one two three` in a second and a half, B `four` half a second later."""
    words = tuple(Word(i / 2, i / 2 + 0.5, f" {text}", 0.9) for i, text in enumerate(("one", "two", "three")))
    segments = (
        Segment(0.0, 1.5, " one two three", words, tokens=(1,)),
        Segment(2.0, 2.5, " four", (Word(2.0, 2.5, " four", 0.9),)),
    )
    turns = (Turn(0.0, 1.5, "A"), Turn(2.0, 2.5, "B"))
    return attribute(Transcript(segments, "en"), Diarization(turns), name="talk", duration=4.0)


def words(transcript: AttributedTranscript) -> list[tuple[str, float, float, bool]]:
    return [(word.text, word.start, word.end, word.word.interpolated) for word in transcript.words]


ONE, TWO, THREE = (" one", 0.0, 0.5, False), (" two", 0.5, 1.0, False), (" three", 1.0, 1.5, False)
FOUR = (" four", 2.0, 2.5, False)


def test_word_for_a_word_keeps_the_time(talk: AttributedTranscript) -> None:
    assert words(rewrite(talk, range(3), "one too three")) == [ONE, (" too", 0.5, 1.0, False), THREE, FOUR]


def test_word_that_is_split_shares_its_time_by_length(talk: AttributedTranscript) -> None:
    assert words(rewrite(talk, range(1, 2), "a car")) == [
        ONE,
        (" a", 0.5, 0.625, True),
        (" car", 0.625, 1.0, True),
        THREE,
        FOUR,
    ]


def test_words_that_are_joined_keep_both_edges(talk: AttributedTranscript) -> None:
    assert words(rewrite(talk, range(2), "onetwo")) == [(" onetwo", 0.0, 1.0, False), THREE, FOUR]


def test_words_that_are_deleted_leave_the_others(talk: AttributedTranscript) -> None:
    assert words(rewrite(talk, range(3), "three")) == [THREE, FOUR]
    assert len(rewrite(talk, range(3), " ").segments) == 1


def test_word_that_is_inserted_takes_of_the_pause(talk: AttributedTranscript) -> None:
    assert words(rewrite(talk, range(2, 3), "three and")) == [ONE, TWO, THREE, (" and", 1.5, 1.74, True), FOUR]
    assert words(rewrite(talk, range(3, 4), "but four")) == [ONE, TWO, THREE, (" but", 1.76, 2.0, True), FOUR]


def test_word_that_is_inserted_without_a_pause_shares_the_time_of_the_one_before(talk: AttributedTranscript) -> None:
    assert words(rewrite(talk, range(2), "one or two")) == [
        (" one", 0.0, 0.3, True),
        (" or", 0.3, 0.5, True),
        TWO,
        THREE,
        FOUR,
    ]


def test_word_in_front_of_all_shares_the_time_of_the_first(talk: AttributedTranscript) -> None:
    assert words(rewrite(talk, range(1), "so one"))[:2] == [(" so", 0.0, 0.2, True), (" one", 0.2, 0.5, True)]


def test_phrase_of_two_speakers_is_the_firsts(talk: AttributedTranscript) -> None:
    result = rewrite(talk, range(2, 4), "three things")
    assert words(result) == [ONE, TWO, THREE, (" things", 2.0, 2.5, False)]
    assert [segment.text for segment in rewrite(talk, range(2, 4), "five six seven").segments] == [
        "one two five six seven"
    ]


def test_engines_opinion_of_new_words_is_gone_and_of_the_others_stays(talk: AttributedTranscript) -> None:
    result = rewrite(talk, range(3), "one more or three")
    assert [(word.probability, word.reason) for word in result.words[:4]] == [
        (0.9, "overlap"),
        (None, "checked"),
        (None, "checked"),
        (0.9, "overlap"),
    ]
    assert result.segments[0].segment.tokens == ()


def test_segments_without_word_times_get_words_where_several_are_rewritten() -> None:
    segments = (Segment(0.0, 1.0, " ab c"), Segment(1.0, 2.0, " d"))
    talk = attribute(Transcript(segments, "en"), None, name="talk", duration=4.0)
    assert words(rewrite(talk, range(2), "ab e d")) == [
        (" ab", 0.0, 0.667, True),
        (" e", 0.667, 1.0, True),
        (" d", 1.0, 2.0, True),
    ]
    assert rewrite(talk, range(1), "ab x y").segments[0].text == "ab x y"
    assert rewrite(talk, range(1), "ab x y").segments[0].words == ()


def test_word_that_is_not_there_is_refused(talk: AttributedTranscript) -> None:
    with pytest.raises(OptionError, match="there is no word 4"):
        rewrite(talk, range(4, 5), "five")
