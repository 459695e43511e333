"""CTM and STM."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from meeteval.io import CTM, STM

from whisper_diarize.formats import Ctm, Stm
from whisper_diarize.records import AttributedTranscript


def test_ctm_has_a_line_a_word_with_the_speaker_as_channel(transcript: AttributedTranscript) -> None:
    assert Ctm().render(transcript) == (
        "talk Ann_Lee 0.000 0.500 Good 0.980\n"
        "talk Ann_Lee 0.500 0.700 morning. 0.900\n"
        "talk SPEAKER_01 2.000 0.400 Hi, 0.750\n"
        "talk SPEAKER_01 2.400 0.600 Ann.\n"
    )


def test_ctm_shares_the_time_of_a_segment_among_words_without_times(plain_transcript: AttributedTranscript) -> None:
    lines = CTM.parse(Ctm().render(plain_transcript))
    assert [(line.channel, line.begin_time, line.word) for line in lines] == [
        ("1", Decimal("0.000"), "Good"),
        ("1", Decimal("0.400"), "morning."),
        ("1", Decimal("2.000"), "Hi,"),
        ("1", Decimal("2.429"), "Ann."),
    ]


def test_stm_has_a_line_a_segment(transcript: AttributedTranscript) -> None:
    (first, second) = STM.parse(Stm().render(transcript))
    assert (first.filename, first.speaker_id, first.transcript) == ("talk", "Ann_Lee", "Good morning.")
    assert (second.speaker_id, second.begin_time, second.end_time) == ("SPEAKER_01", Decimal(2), Decimal(3))


def test_stm_calls_an_unknown_speaker_so(plain_transcript: AttributedTranscript) -> None:
    assert {line.speaker_id for line in STM.parse(Stm().render(plain_transcript))} == {"unknown"}


@pytest.mark.parametrize("exporter", [Ctm(), Stm()])
def test_what_scoring_tools_take_for_markup_is_written_otherwise(
    say: Callable[..., AttributedTranscript], exporter: Ctm | Stm
) -> None:
    text = exporter.render(say((0, 1, "ann", "<o,f0> (uh) { a / b }")))
    assert not set("<>(){}") & set(text)


@pytest.mark.parametrize("exporter", [Ctm(), Stm()])
def test_silence_is_an_empty_file(silence: AttributedTranscript, exporter: Ctm | Stm) -> None:
    assert exporter.render(silence) == ""
