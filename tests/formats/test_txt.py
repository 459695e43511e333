"""Plain text."""

from collections.abc import Callable

from whisper_diarize.formats import Txt
from whisper_diarize.records import AttributedTranscript


def test_each_speaker_in_turn_has_a_paragraph(transcript: AttributedTranscript) -> None:
    assert Txt().render(transcript) == "Ann Lee: Good morning.\n\nSPEAKER_01: Hi, Ann.\n"


def test_segments_of_one_speaker_in_a_row_are_one_paragraph(say: Callable[..., AttributedTranscript]) -> None:
    transcript = say((0, 1, "ann", " One."), (1, 2, "ann", " Two."), (2, 3, "bob", " Three."))

    assert Txt().render(transcript) == "ann: One. Two.\n\nbob: Three.\n"


def test_blank_segment_does_not_break_a_paragraph(say: Callable[..., AttributedTranscript]) -> None:
    transcript = say((0, 1, "ann", " One."), (1, 2, "bob", " "), (2, 3, "ann", " Two."))

    assert Txt().render(transcript) == "ann: One. Two.\n"


def test_chinese_segments_are_joined_without_spaces(say: Callable[..., AttributedTranscript]) -> None:
    assert Txt().render(say((0, 1, "ann", "你好。"), (1, 2, "ann", "谢谢。"))) == "ann: 你好。谢谢。\n"


def test_without_speakers_each_segment_is_a_line_as_whisper_writes_it(plain_transcript: AttributedTranscript) -> None:
    assert Txt().render(plain_transcript) == "Good morning.\nHi, Ann.\n"


def test_line_breaks_in_text_and_name_are_spaces(say: Callable[..., AttributedTranscript]) -> None:
    transcript = say((0, 1, "ann", " One\n\nBob: two.")).with_names(("Ann\nLee",))

    assert Txt().render(transcript) == "Ann Lee: One Bob: two.\n"


def test_silence_is_an_empty_file(silence: AttributedTranscript) -> None:
    assert Txt().render(silence) == ""
