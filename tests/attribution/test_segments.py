"""How segments are cut, and what a transcript carries over."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from whisper_diarize.attribution import attribute
from whisper_diarize.errors import PluginError
from whisper_diarize.records import (
    AttributedTranscript,
    AttributedWord,
    Diarization,
    Segment,
    Speaker,
    Transcript,
    Turn,
    Word,
)

DIARIZATION = Diarization((Turn(0, 2, "ann"), Turn(2, 5, "bob")), model="a model")
WORDS = (Word(0, 1, " How"), Word(1, 1.9, " much?"), Word(2.1, 3, " Two"), Word(3, 4, " pounds."))
STATISTICS: dict[str, Any] = {
    "seek": 3000,
    "temperature": 0.2,
    "avg_logprob": -0.3,
    "compression_ratio": 1.4,
    "no_speech_prob": 0.1,
}
TWO_SPEAKERS = Segment(0, 4.5, " How much? Two pounds.", WORDS, tokens=(1, 2, 3), **STATISTICS)


def attributed(*segments: Segment, diarization: Diarization | None = DIARIZATION) -> AttributedTranscript:
    return attribute(Transcript(segments, "en", "an engine"), diarization, name="talk", duration=5.0)


def test_segment_is_cut_where_the_speaker_changes() -> None:
    pieces = attributed(TWO_SPEAKERS).segments

    assert [(piece.speaker, piece.start, piece.end, piece.segment.text) for piece in pieces] == [
        ("ann", 0, 1.9, " How much?"),
        ("bob", 2.1, 4, " Two pounds."),
    ]


def test_piece_has_the_words_of_its_speaker_plain_and_attributed() -> None:
    piece = attributed(TWO_SPEAKERS).segments[1]

    assert piece.segment.words == WORDS[2:]
    assert tuple(word.word for word in piece.words) == WORDS[2:]


def test_piece_keeps_the_statistics_and_drops_the_tokens() -> None:
    piece = attributed(TWO_SPEAKERS).segments[0].segment

    assert {name: getattr(piece, name) for name in STATISTICS} == STATISTICS
    assert piece.tokens == ()


def test_segment_of_one_speaker_stays_as_the_engine_wrote_it() -> None:
    segment = Segment(0, 2, " How much?", WORDS[:2], tokens=(1, 2))

    (piece,) = attributed(segment).segments

    assert piece.segment is segment


def test_same_speaker_again_after_another_is_a_new_piece() -> None:
    words = (Word(0, 1, " a"), Word(2.5, 3, " b"), Word(1, 2, " c"))

    pieces = attributed(Segment(0, 3, " a b c", words)).segments

    assert [(piece.speaker, piece.text) for piece in pieces] == [("ann", "a"), ("bob", "b"), ("ann", "c")]


def test_times_of_a_piece_hold_all_its_words_even_if_they_are_not_in_order() -> None:
    words = (Word(1, 1.5, " a"), Word(0.5, 0.9, " b"), Word(3, 4, " c"))

    piece = attributed(Segment(0, 4, " a b c", words)).segments[0]

    assert (piece.start, piece.end) == (0.5, 1.5)


def test_pieces_of_chinese_text_are_joined_without_spaces() -> None:
    words = (Word(0, 1, "你"), Word(1, 1.9, "好"), Word(2.1, 3, "谢"), Word(3, 4, "谢"))

    pieces = attributed(Segment(0, 4, "你好谢谢", words)).segments

    assert [piece.segment.text for piece in pieces] == ["你好", "谢谢"]


def test_segment_without_words_goes_as_a_whole_to_the_speaker_who_has_most_of_it() -> None:
    (piece,) = attributed(Segment(1, 4, " How much? Two pounds.")).segments

    assert (piece.speaker, piece.reason, piece.words) == ("bob", "overlap", ())


def test_blank_segment_is_kept() -> None:
    (piece,) = attributed(Segment(1, 1, "")).segments

    assert (piece.speaker, piece.text) == ("ann", "")


def test_piece_is_founded_on_overlap_if_any_of_its_words_is() -> None:
    words = (Word(5.5, 6, " late"), Word(4, 5, " early"))

    (piece,) = attributed(Segment(4, 6, " late early", words)).segments

    assert piece.reason == "overlap"


def test_piece_of_words_near_a_turn_is_founded_on_nearness() -> None:
    (piece,) = attributed(Segment(5.5, 6, " late", (Word(5.5, 6, " late"),))).segments

    assert piece.reason == "nearest"


def test_without_a_diarization_no_segment_is_cut() -> None:
    (piece,) = attributed(TWO_SPEAKERS, diarization=None).segments

    assert (piece.segment, piece.speaker, piece.reason) == (TWO_SPEAKERS, None, "not diarized")


def test_speakers_are_in_order_of_first_appearance_even_without_words() -> None:
    diarization = Diarization((Turn(5, 6, "ann"), Turn(0, 1, "zoe"), Turn(2, 3, "bob")))

    speakers = attributed(diarization=diarization).speakers

    assert speakers == (Speaker("zoe", "zoe"), Speaker("bob", "bob"), Speaker("ann", "ann"))


def test_speaker_of_exclusive_turns_only_is_listed_too() -> None:
    diarization = Diarization((Turn(0, 1, "ann"),), (Turn(0, 1, "bob"),))

    assert [speaker.label for speaker in attributed(diarization=diarization).speakers] == ["ann", "bob"]


def test_without_a_diarization_there_are_no_speakers() -> None:
    assert attributed(TWO_SPEAKERS, diarization=None).speakers == ()


def test_transcript_carries_language_engine_name_duration_and_diarization() -> None:
    result = attributed(TWO_SPEAKERS)

    assert (result.language, result.engine, result.name, result.duration) == ("en", "an engine", "talk", 5.0)
    assert result.diarization is DIARIZATION


def test_empty_transcript_gives_an_empty_one() -> None:
    assert attributed().segments == ()


@pytest.mark.parametrize(
    "change", [lambda words: words[1:], lambda words: words[::-1], lambda words: [*words, words[0]]]
)
def test_attributor_that_loses_moves_or_adds_words_is_refused(change: Callable[..., Any]) -> None:
    class Careless:
        def attribute(self, words: Sequence[Word], diarization: Diarization) -> list[AttributedWord]:
            return change([AttributedWord(word, "ann", "overlap") for word in words])

    with pytest.raises(PluginError, match="Careless does not return each word once and in order"):
        attribute(Transcript((TWO_SPEAKERS,)), DIARIZATION, Careless())
