"""Praat's TextGrid, long or short: a tier is a speaker, its intervals with text are what they say.

A tier called `NAME - words` has the words of NAME, as we write it; tiers of points are passed over.

Source: Praat manual, "TextGrid file formats".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from whisper_diarize.records import Fields, SavedFile, SavedSpeech, SavedWord

from .tiers import Tier, speech_of

TOKEN = re.compile(r'"((?:[^"]|"")*)"|(?<![\w.\]])(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w\]])|<(exists|absent)>')
INTERVALS, POINTS = "IntervalTier", "TextTier"


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the tiers."""
    if not re.match(r'(File type = )?"ooTextFile"', file.text.lstrip()) or '"TextGrid"' not in file.text[:400]:
        return None
    tokens = _tokens(file.text)
    try:
        return speech_of(list(_tiers(tokens)))
    except (StopIteration, RuntimeError) as exc:
        raise ValueError("the TextGrid ends too early") from exc


def _tokens(text: str) -> Iterator[str | float]:
    """Yield texts and numbers: all that the short form has, and what matters in the long one."""
    for match in TOKEN.finditer(text):
        if match[1] is not None:
            yield match[1].replace('""', '"')
        elif match[2] is not None:
            yield float(match[2])


def _tiers(tokens: Iterator[str | float]) -> Iterator[Tier]:
    kind: str | float | None = None
    for kind in tokens:
        if kind not in (INTERVALS, POINTS):
            continue
        name = str(next(tokens))
        next(tokens), next(tokens)
        intervals = [_interval(tokens, name) for _ in range(_count(next(tokens)))] if kind == INTERVALS else []
        yield Tier(name, tuple(intervals))


def _count(value: str | float) -> int:
    if not isinstance(value, float) or not 0 <= value < 10**7:
        raise ValueError(f"the TextGrid has no number of intervals, but {value!r:.20}")
    return int(value)


def _interval(tokens: Iterator[str | float], tier: str) -> SavedWord:
    fields = Fields(dict(zip(("start", "end", "text"), (next(tokens), next(tokens), next(tokens)), strict=True)), tier)
    return SavedWord(fields.text("text"), fields.seconds("start"), fields.seconds("end"))
