"""Right-to-left text."""

from collections.abc import Callable

import pytest

from whisper_diarize.formats import Srt
from whisper_diarize.formats.subtitles.direction import line_prefixes
from whisper_diarize.records import AttributedTranscript

HEBREW = "\u05e9\u05dc\u05d5\u05dd."
RLM, LRM = "\u200f", "\u200e"


@pytest.mark.parametrize(
    ("lines", "name", "prefixes"),
    [
        pytest.param(("Hello", "you"), "Ann", ("Ann: ", ""), id="left-to-right"),
        pytest.param((HEBREW, HEBREW), None, ("", ""), id="right-to-left"),
        pytest.param((HEBREW, HEBREW), "Ann", (f"{RLM}Ann: ", ""), id="Latin name"),
        pytest.param((HEBREW, "BBC " + HEBREW), None, ("", RLM), id="Latin word at the start of a line"),
        pytest.param(("Hello",), HEBREW, (f"{LRM}{HEBREW}: ",), id="Hebrew name, English text"),
        pytest.param(("12.",), HEBREW, (f"{HEBREW}: ",), id="no letters"),
        pytest.param(("", "extraordinary"), "Ann", ("Ann:", ""), id="name on a line of its own"),
    ],
)
def test_line_gets_a_mark_where_its_first_letter_would_mislead(
    lines: tuple[str, ...], name: str | None, prefixes: tuple[str, ...]
) -> None:
    assert line_prefixes(lines, name) == prefixes


def test_words_cannot_turn_round_what_follows_them(say: Callable[..., AttributedTranscript]) -> None:
    assert "\u202e" not in Srt().render(say((0, 1, "ann", "\u202eabc")))
