"""Doubtful words: those that a person should look at."""

from __future__ import annotations

from typing import Literal

from whisper_diarize.records import AttributedWord

Doubt = Literal["word", "speaker", "outside"]
"""The engine is not sure of the word; the attributor of its speaker; the word lies outside all turns."""

DOUBTFUL_PROBABILITY = 0.5
DOUBTFUL_CONFIDENCE = 0.7


def doubts(word: AttributedWord) -> tuple[Doubt, ...]:
    """Return all doubts about a word."""
    found: list[Doubt] = []
    probability = word.word.probability
    confidence = word.speaker_confidence
    if probability is not None and probability < DOUBTFUL_PROBABILITY:
        found.append("word")
    if confidence is not None and confidence < DOUBTFUL_CONFIDENCE:
        found.append("speaker")
    if word.reason == "nearest" or word.no_speech:
        found.append("outside")
    return tuple(found)
