"""A piece of a segment, as it is cut where channels part."""

from __future__ import annotations

from dataclasses import replace

from whisper_diarize.records import Segment, Word


def piece(segment: Segment, words: tuple[Word, ...]) -> Segment:
    """Return the part of a segment that has `words`; tokens cannot be cut at a word, so it has none."""
    start, end = min(word.start for word in words), max(word.end for word in words)
    return replace(segment, start=start, end=end, text="".join(word.text for word in words), words=words, tokens=())
