"""Segments and the words chosen in them: found, cut, and marked as checked by a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from whisper_diarize.records import AttributedSegment, AttributedTranscript, AttributedWord

CHECKED = "checked"
"""The `reason` of a word that a person has confirmed."""

Cut = Callable[[AttributedSegment, range], Iterator[AttributedSegment]]


def chosen_words(transcript: AttributedTranscript, words: range) -> Iterator[tuple[AttributedSegment, range]]:
    """Yield each segment, and which of its words are among `words`."""
    first = 0
    for segment in transcript.segments:
        count = len(segment.words) or 1
        yield segment, range(max(words.start - first, 0), min(words.stop - first, count))
        first += count


def edited(transcript: AttributedTranscript, words: range, cut: Cut) -> AttributedTranscript:
    """Return the transcript in which `cut` replaces each segment that holds any of `words`."""
    pieces: list[AttributedSegment] = []
    for segment, chosen in chosen_words(transcript, words):
        pieces.extend(cut(segment, chosen) if chosen else (segment,))
    return replace(transcript, segments=tuple(pieces))


def piece(segment: AttributedSegment, chosen: range) -> AttributedSegment:
    """Return the part of `segment` that the chosen words make; tokens cannot be cut at a word, so it has none."""
    if len(chosen) == len(segment.words):
        return segment
    words = segment.words[chosen.start : chosen.stop]
    plain = tuple(word.word for word in words)
    start, end = min(word.start for word in plain), max(word.end for word in plain)
    text = "".join(word.text for word in plain)
    cut = replace(segment.segment, start=start, end=end, text=text, words=plain, tokens=())
    return replace(segment, segment=cut, words=words, paragraph=None if chosen.start else segment.paragraph)


def checked(word: AttributedWord, speaker: str | None) -> AttributedWord:
    """Return the word as a person confirmed it: without the engines' probabilities."""
    sure = AttributedWord(replace(word.word, probability=None), speaker, CHECKED)
    others = tuple(label for label in word.other_speakers if label != speaker)
    return replace(sure, overlap=bool(others), other_speakers=others)
