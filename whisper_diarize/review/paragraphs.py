"""Paragraphs, as a person begins and joins them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from whisper_diarize.errors import OptionError
from whisper_diarize.records import AttributedSegment, AttributedTranscript

from .pieces import chosen_words, edited, piece


def begin_paragraph(transcript: AttributedTranscript, word: int) -> AttributedTranscript:
    """Return the transcript in which a paragraph begins with a word; its segment is cut there.

    Raises:
        OptionError: there is no such word.
    """
    _check(transcript, word)
    return edited(transcript, range(word, word + 1), lambda segment, chosen: _begun(segment, chosen.start))


def join_paragraph(transcript: AttributedTranscript, word: int) -> AttributedTranscript:
    """Return the transcript in which the paragraph that begins with a word goes on from the one before.

    Another speaker's paragraph begins all the same. A word inside a segment begins none, so nothing changes.

    Raises:
        OptionError: there is no such word.
    """
    _check(transcript, word)
    return edited(transcript, range(word, word + 1), lambda segment, chosen: _joined(segment, chosen.start))


def _check(transcript: AttributedTranscript, word: int) -> None:
    if not any(chosen for _, chosen in chosen_words(transcript, range(word, word + 1))):
        raise OptionError(f"there is no word {word}")


def _begun(segment: AttributedSegment, place: int) -> Iterator[AttributedSegment]:
    if place > 0:
        yield piece(segment, range(place))
        yield replace(piece(segment, range(place, len(segment.words))), paragraph=True)
    else:
        yield replace(segment, paragraph=True)


def _joined(segment: AttributedSegment, place: int) -> Iterator[AttributedSegment]:
    yield segment if place > 0 else replace(segment, paragraph=False)
