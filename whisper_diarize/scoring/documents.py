"""Annotations from the files of any tool that `dialects` knows, told apart by their contents.

A word without a speaker of its own has its segment's; words without times share the gap between neighbours. Words of
segments that have only a text are what white space separates. Turns that a file states are taken; otherwise they are
made of the words.
"""

from __future__ import annotations

from dataclasses import replace

from whisper_diarize.records import SavedSegment, SavedSpeech, SavedWord
from whisper_diarize.transcription import transcript_of

from .annotation import UNASSIGNED, Annotation, SaidWord, make_annotation


def annotation_of(speech: SavedSpeech) -> Annotation:
    """Return the words and turns of a file."""
    words = None if speech.segments is None else _words(replace(speech, segments=tuple(map(_worded, speech.segments))))
    return make_annotation(speech.name, words, speech.turns)


def _worded(segment: SavedSegment) -> SavedSegment:
    return (
        segment
        if segment.words
        else replace(segment, words=tuple(SavedWord(f" {one}") for one in segment.text.split()))
    )


def _words(speech: SavedSpeech) -> list[SaidWord]:
    transcript = transcript_of(speech)
    words = transcript.words
    speakers = transcript.word_speakers or (None,) * len(words)
    return [
        SaidWord(word.start, word.end, word.text, speaker or UNASSIGNED)
        for word, speaker in zip(words, speakers, strict=True)
    ]
