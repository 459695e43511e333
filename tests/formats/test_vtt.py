"""WebVTT."""

from collections.abc import Callable

import pytest

from whisper_diarize.errors import OptionError
from whisper_diarize.formats import Vtt, VttOptions
from whisper_diarize.records import AttributedTranscript


def test_cue_has_times_and_a_voice(transcript: AttributedTranscript) -> None:
    assert Vtt().render(transcript) == (
        "WEBVTT\n"
        "\n"
        "00:00:00.000 --> 00:00:01.200\n"
        "<v Ann Lee>Good morning.</v>\n"
        "\n"
        "00:00:02.000 --> 00:00:03.000\n"
        "<v SPEAKER_01>Hi, Ann.</v>\n"
        "\n"
    )


def test_voice_is_on_every_cue_even_if_it_does_not_change(say: Callable[..., AttributedTranscript]) -> None:
    transcript = say((0, 1, "ann", " One."), (3, 4, "ann", " Two."))

    shown = Vtt().render(transcript).split("\n")[3::3]

    assert shown == ["<v ann>One.</v>", "<v ann>Two.</v>"]


def test_name_is_written_into_the_text_as_well_if_asked(say: Callable[..., AttributedTranscript]) -> None:
    transcript = say((0, 1, "ann", " One."), (3, 4, "ann", " Two."))

    shown = Vtt(VttOptions(speaker_labels="change")).render(transcript).split("\n")[3::3]

    assert shown == ["<v ann>ann: One.</v>", "<v ann>Two.</v>"]


def test_unknown_speaker_labels_are_refused() -> None:
    with pytest.raises(OptionError, match="'sometimes'"):
        VttOptions(speaker_labels="sometimes")  # type: ignore[arg-type]  # a fake, or what is to be refused


def test_transcript_without_speakers_has_no_voices(plain_transcript: AttributedTranscript) -> None:
    assert "<v" not in Vtt().render(plain_transcript)


def test_silence_is_a_header_only(silence: AttributedTranscript) -> None:
    assert Vtt().render(silence) == "WEBVTT\n\n"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        pytest.param("a < b & c > d", "a &lt; b &amp; c &gt; d", id="markup characters"),
        pytest.param("</v><v Bob>", "&lt;/v&gt;&lt;v Bob&gt;", id="voice tag"),
        pytest.param("a --> b", "a --&gt; b", id="arrow"),
        pytest.param("a\n\nb", "a b", id="blank lines"),
        pytest.param("a\x00b", "ab", id="NUL"),
        pytest.param("&amp;", "&amp;amp;", id="escape"),
    ],
)
def test_text_is_kept_from_being_anything_but_text(
    say: Callable[..., AttributedTranscript], said: str, shown: str
) -> None:
    rendered = Vtt().render(say((0, 1, "ann", said)))

    assert rendered == f"WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v ann>{shown}</v>\n\n"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("Ann & <Bob>", "Ann &amp; &lt;Bob&gt;", id="markup characters"),
        pytest.param("Ann\n-->\nLee", "Ann --&gt; Lee", id="line breaks and arrow"),
        pytest.param("Ann --", "Ann -- ", id="hyphens that would make the end of the tag an arrow"),
        pytest.param("\t", "SPEAKER_00", id="blank: the label"),
    ],
)
def test_name_is_kept_from_being_anything_but_a_name(
    say: Callable[..., AttributedTranscript], name: str, shown: str
) -> None:
    transcript = say((0, 1, "SPEAKER_00", "Hi")).with_names((name,))

    assert Vtt().render(transcript) == f"WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v {shown}>Hi</v>\n\n"
