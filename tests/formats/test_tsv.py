"""Tab-separated values."""

from collections.abc import Callable

from whisper_diarize.formats import Tsv
from whisper_diarize.records import AttributedTranscript


def test_row_has_whispers_columns_and_the_speaker(transcript: AttributedTranscript) -> None:
    assert Tsv().render(transcript) == (
        "start\tend\ttext\tspeaker\n0\t1200\tGood morning.\tAnn Lee\n2000\t3000\tHi, Ann.\tSPEAKER_01\n"
    )


def test_unknown_speaker_is_an_empty_cell(plain_transcript: AttributedTranscript) -> None:
    assert Tsv().render(plain_transcript).split("\n")[1] == "0\t1200\tGood morning.\t"


def test_tabs_and_line_breaks_are_spaces(say: Callable[..., AttributedTranscript]) -> None:
    transcript = say((0, 1, "ann", " One\ttwo\r\nthree")).with_names(("Ann\tLee",))

    assert Tsv().render(transcript) == "start\tend\ttext\tspeaker\n0\t1000\tOne two three\tAnn Lee\n"


def test_quotes_are_left_alone(say: Callable[..., AttributedTranscript]) -> None:
    assert Tsv().render(say((0, 1, "ann", '"One')))[23:] == '0\t1000\t"One\tann\n'


def test_silence_is_a_header_only(silence: AttributedTranscript) -> None:
    assert Tsv().render(silence) == "start\tend\ttext\tspeaker\n"
