"""Corrections of words: their speakers, their text, and that they are right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby

from whisper_diarize.errors import OptionError
from whisper_diarize.records import AttributedSegment, AttributedTranscript, AttributedWord, Speaker, respaced

from .turns import reassign_turns

CHECKED = "checked"
"""The `reason` of a word that a person has confirmed."""

Cut = Callable[[AttributedSegment, range], Iterator[AttributedSegment]]


def reassign(transcript: AttributedTranscript, words: range, label: str) -> AttributedTranscript:
    """Return the transcript in which `label` says these words; the turns under them are theirs as well.

    A segment is cut where the speaker changes. A label that is new is a new speaker, the last in the list.
    """
    diarization = transcript.diarization
    for segment, chosen in _chosen(transcript, words):
        if chosen and diarization is not None and segment.speaker != label:
            part = _piece(segment, chosen) if segment.words else segment
            diarization = reassign_turns(diarization, part.span, segment.speaker, label)
    known = any(speaker.label == label for speaker in transcript.speakers)
    return replace(
        _edited(transcript, words, lambda segment, chosen: _given(segment, chosen, label)),
        speakers=transcript.speakers if known else (*transcript.speakers, Speaker(label, label)),
        diarization=diarization,
    )


def confirm(transcript: AttributedTranscript, words: range) -> AttributedTranscript:
    """Return the transcript in which these words are not doubtful: a person has heard them."""
    return _edited(transcript, words, _confirmed)


def correct(transcript: AttributedTranscript, word: int, text: str) -> AttributedTranscript:
    """Return the transcript in which a word is `text`, with the white space in front that it had; blank: it is gone.

    Raises:
        OptionError: there is no such word.
    """
    if not any(chosen for _, chosen in _chosen(transcript, range(word, word + 1))):
        raise OptionError(f"there is no word {word}")
    return _edited(transcript, range(word, word + 1), lambda segment, chosen: _corrected(segment, chosen[0], text))


def _chosen(transcript: AttributedTranscript, words: range) -> Iterator[tuple[AttributedSegment, range]]:
    """Yield each segment, and which of its words are among `words`."""
    first = 0
    for segment in transcript.segments:
        count = len(segment.words) or 1
        yield segment, range(max(words.start - first, 0), min(words.stop - first, count))
        first += count


def _edited(transcript: AttributedTranscript, words: range, cut: Cut) -> AttributedTranscript:
    """Return the transcript in which `cut` replaces each segment that holds any of `words`."""
    pieces: list[AttributedSegment] = []
    for segment, chosen in _chosen(transcript, words):
        pieces.extend(cut(segment, chosen) if chosen else (segment,))
    return replace(transcript, segments=tuple(pieces))


def _given(segment: AttributedSegment, chosen: range, label: str) -> Iterator[AttributedSegment]:
    """Yield `segment` with the chosen words given to `label`, cut where the speaker changes."""
    whole = len(chosen) == len(segment.words) or not segment.words
    words = tuple(_checked(w, label) if i in chosen else w for i, w in enumerate(segment.words))
    if whole or segment.speaker == label:
        reason = CHECKED if whole else segment.reason
        yield replace(segment, words=words, speaker=label, reason=reason)
        return
    for given, run in groupby(range(len(words)), key=lambda index: index in chosen):
        indices = list(run)
        piece = _piece(replace(segment, words=words), range(indices[0], indices[-1] + 1))
        yield replace(piece, speaker=label, reason=CHECKED) if given else piece


def _piece(segment: AttributedSegment, chosen: range) -> AttributedSegment:
    """Return the part of `segment` that the chosen words make; tokens cannot be cut at a word, so it has none."""
    if len(chosen) == len(segment.words):
        return segment
    words = segment.words[chosen.start : chosen.stop]
    plain = tuple(word.word for word in words)
    start, end = min(word.start for word in plain), max(word.end for word in plain)
    text = "".join(word.text for word in plain)
    cut = replace(segment.segment, start=start, end=end, text=text, words=plain, tokens=())
    return replace(segment, segment=cut, words=words)


def _confirmed(segment: AttributedSegment, chosen: range) -> Iterator[AttributedSegment]:
    words = tuple(_checked(w, w.speaker) if i in chosen else w for i, w in enumerate(segment.words))
    yield replace(segment, words=words, reason=segment.reason if words else CHECKED)


def _corrected(segment: AttributedSegment, index: int, text: str) -> Iterator[AttributedSegment]:
    if not segment.words:
        if text.strip():
            corrected = replace(segment.segment, text=respaced(segment.segment.text, text), tokens=())
            yield replace(segment, segment=corrected, reason=CHECKED)
        return
    old = segment.words[index]
    new = _checked(old.with_text(text), old.speaker)
    words = (*segment.words[:index], *((new,) if text.strip() else ()), *segment.words[index + 1 :])
    if words:
        said = segment.with_words(words)
        yield replace(said, segment=replace(said.segment, tokens=()))


def _checked(word: AttributedWord, speaker: str | None) -> AttributedWord:
    """Return the word as a person confirmed it: without the engines' probabilities."""
    sure = AttributedWord(replace(word.word, probability=None), speaker, CHECKED)
    others = tuple(label for label in word.other_speakers if label != speaker)
    return replace(sure, overlap=bool(others), other_speakers=others)
