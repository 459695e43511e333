"""Advanced SubStation Alpha."""

from collections.abc import Callable
from typing import Any

import pysubs2
import pytest

from whisper_diarize.formats import Ass, AssOptions
from whisper_diarize.formats.colours import PALETTE
from whisper_diarize.records import AttributedTranscript


def read(transcript: AttributedTranscript, **options: Any) -> pysubs2.SSAFile:
    return pysubs2.SSAFile.from_string(Ass(AssOptions(**options)).render(transcript), format_="ass")


def test_each_speaker_has_a_colour_and_the_name_where_the_speaker_changes(transcript: AttributedTranscript) -> None:
    found = read(transcript)

    assert [(event.style, event.name, event.text) for event in found] == [
        ("Speaker 1", "Ann Lee", "Ann Lee: Good morning."),
        ("Speaker 2", "SPEAKER_01", "SPEAKER_01: Hi, Ann."),
    ]
    colours = [found.styles[name].primarycolor for name in ("Speaker 1", "Speaker 2")]
    assert [f"{c.r:02X}{c.g:02X}{c.b:02X}" for c in colours] == list(PALETTE[:2])


def test_times_are_hundredths_of_a_second(transcript: AttributedTranscript) -> None:
    assert [(event.start, event.end) for event in read(transcript)] == [(0, 1290), (2000, 3170)]


def test_lines_are_broken_with_a_tag(say: Callable[..., AttributedTranscript]) -> None:
    (event,) = read(say((0, 5, "ann", "When the train came in, nobody was there at all.")), speaker_labels="never")
    assert event.text == r"When the train came in,\Nnobody was there at all."


def test_words_are_underlined_while_they_are_spoken(transcript: AttributedTranscript) -> None:
    assert read(transcript, highlight_words=True)[0].text == r"Ann Lee: {\u1}Good{\u0} morning."


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        pytest.param(r"{\b1}a{x}", "(\\\u2060b1)a(x)", id="overrides"),
        pytest.param(r"a\Nb\hc", "a\\\u2060Nb\\\u2060hc", id="escapes"),
        pytest.param("a, b,,c", "a, b,,c", id="commas"),
        pytest.param("a\nDialogue: 0,0,0", "a Dialogue: 0,0,0", id="line break"),
    ],
)
def test_text_is_kept_from_being_anything_but_text(
    say: Callable[..., AttributedTranscript], said: str, shown: str
) -> None:
    (event,) = read(say((0, 1, "ann", said)), speaker_labels="never")
    assert event.text == shown


def test_comma_in_a_name_ends_no_field(say: Callable[..., AttributedTranscript]) -> None:
    (event,) = read(say((0, 1, "SPEAKER_00", "Hi")).with_names(("Lee, Ann",)))
    assert (event.name, event.text) == ("Lee; Ann", "Lee, Ann: Hi")


def test_silence_has_no_events(silence: AttributedTranscript) -> None:
    assert len(read(silence)) == 0
