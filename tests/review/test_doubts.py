"""Doubtful words."""

from typing import Any

import pytest

from whisper_diarize.records import AttributedWord, Word
from whisper_diarize.review import doubts


@pytest.mark.parametrize(
    ("probability", "reason", "expected"),
    [
        (0.9, "overlap", ()),
        (0.5, "overlap", ()),
        (0.49, "overlap", ("word",)),
        (None, "overlap", ()),
        (None, "nearest", ("outside",)),
        (0.1, "nearest", ("word", "outside")),
        (None, "checked", ()),
    ],
)
def test_word_is_doubtful_for_what_engines_say_of_it(
    probability: float | None, reason: str, expected: tuple[str, ...]
) -> None:
    assert doubts(AttributedWord(Word(0, 1, "a", probability), "A", reason)) == expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"speaker_confidence": 0.7}, ()),
        ({"speaker_confidence": 0.69}, ("speaker",)),
        ({"no_speech": True}, ("outside",)),
        ({"overlap": True, "other_speakers": ("B",)}, ()),
    ],
)
def test_word_is_doubtful_for_what_the_method_of_attribution_says_of_it(
    known: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert doubts(AttributedWord(Word(0, 1, "a", 0.9), "A", "overlap", **known)) == expected
