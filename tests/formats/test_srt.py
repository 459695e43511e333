"""SubRip."""

from collections.abc import Callable

import pytest

from whisper_diarize.errors import OptionError
from whisper_diarize.formats import Srt, SrtOptions
from whisper_diarize.records import AttributedTranscript


def text_of(*lines: str) -> str:
    return "\n".join(lines) + "\n\n"


def test_cue_has_number_times_and_named_text(transcript: AttributedTranscript) -> None:
    assert Srt().render(transcript) == text_of(
        "1",
        "00:00:00,000 --> 00:00:01,294",
        "Ann Lee: Good morning.",
        "",
        "2",
        "00:00:02,000 --> 00:00:03,176",
        "SPEAKER_01: Hi, Ann.",
    )


def test_name_is_shown_only_when_the_speaker_changes(say: Callable[..., AttributedTranscript]) -> None:
    transcript = say((0, 1, "ann", " One."), (3, 4, "ann", " Two."), (4, 5, "bob", " Three."), (5, 6, "ann", " Four."))

    shown = Srt().render(transcript).split("\n")[2::4]

    assert shown == ["ann: One.", "Two.", "bob: Three.", "ann: Four."]


def test_name_is_shown_on_every_cue_if_asked(say: Callable[..., AttributedTranscript]) -> None:
    transcript = say((0, 1, "ann", " One."), (3, 4, "ann", " Two."))

    shown = Srt(SrtOptions(speaker_labels="always")).render(transcript).split("\n")[2::4]

    assert shown == ["ann: One.", "ann: Two."]


def test_no_name_is_shown_if_asked(say: Callable[..., AttributedTranscript]) -> None:
    transcript = say((0, 1, "ann", " One."), (1, 2, "bob", " Two."))

    shown = Srt(SrtOptions(speaker_labels="never")).render(transcript).split("\n")[2::4]

    assert shown == ["One.", "Two."]


def test_two_speakers_of_one_name_are_one_to_the_reader(say: Callable[..., AttributedTranscript]) -> None:
    transcript = say((0, 1, "a", " One."), (3, 4, "b", " Two.")).with_names(("Ann", "Ann"))

    shown = Srt().render(transcript).split("\n")[2::4]

    assert shown == ["Ann: One.", "Two."]


def test_unknown_speaker_labels_are_refused_with_the_known_ones() -> None:
    with pytest.raises(OptionError, match="'sometimes'; there is: always, change, never"):
        SrtOptions(speaker_labels="sometimes")  # type: ignore[arg-type]  # a fake, or what is to be refused


def test_transcript_without_speakers_has_no_names(plain_transcript: AttributedTranscript) -> None:
    assert Srt().render(plain_transcript) == text_of("1", "00:00:00,000 --> 00:00:03,000", "Good morning. Hi, Ann.")


def test_silence_is_an_empty_file(silence: AttributedTranscript) -> None:
    assert Srt().render(silence) == ""


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        pytest.param("a --> b", "ann: a -> b", id="arrow"),
        pytest.param("a ----> b", "ann: a -> b", id="long arrow"),
        pytest.param("a\n\n \nb", "ann: a b", id="blank lines"),
        pytest.param(
            "a\r\n\r\n2\r\n00:00:01,000 --> 00:00:02,000\r\nb",
            "ann: a 2 00:\u206000:01,000 -> 00:\u206000:02,000 b",
            id="cue",
        ),
        pytest.param("a\x00\x1bb", "ann: ab", id="control characters"),
        pytest.param("a\tb", "ann: a b", id="tab"),
        pytest.param("a\ud800b", "ann: a\ufffdb", id="lone surrogate"),
        pytest.param("<i>a</i> < b", "ann: <\u2060i>a<\u2060/i> < b", id="tags"),
        pytest.param(r"{\an8}a {b}", "ann: {\u2060\\an8}a {b}", id="override codes"),
        pytest.param("你好", "ann: 你好", id="Chinese"),
    ],
)
def test_text_is_kept_from_being_anything_but_text(
    say: Callable[..., AttributedTranscript], said: str, shown: str
) -> None:
    rendered = Srt().render(say((0, 1, "ann", said)))

    assert rendered.partition(" --> ")[2][len("00:00:00,000") :] == f"\n{shown}\n\n"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param("Ann\n\n2\n", "Ann 2: Hi", id="line breaks"),
        pytest.param("<Ann>", "<\u2060Ann>: Hi", id="tag"),
        pytest.param("Ann -->", "Ann ->: Hi", id="arrow"),
        pytest.param("\u202eAnn", "Ann: Hi", id="direction override"),
        pytest.param(" ", "SPEAKER_00: Hi", id="blank: the label"),
    ],
)
def test_name_is_kept_from_being_anything_but_a_name(
    say: Callable[..., AttributedTranscript], name: str, shown: str
) -> None:
    transcript = say((0, 1, "SPEAKER_00", "Hi")).with_names((name,))

    assert Srt().render(transcript).splitlines()[2] == shown
