"""Corrections of words: their speakers, their text, and that they are right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from whisper_diarize.errors import OptionError
from whisper_diarize.records import AttributedSegment, AttributedTranscript, Speaker, respaced

from .pieces import CHECKED, checked, chosen_words, edited, piece
from .turns import reassign_turns


def reassign(transcript: AttributedTranscript, words: range, label: str) -> AttributedTranscript:
    """Return the transcript in which `label` says these words; the turns under them are theirs as well.

    A segment is cut where the speaker changes. A label that is new is a new speaker, the last in the list.
    """
    diarization = transcript.diarization
    for segment, chosen in chosen_words(transcript, words):
        if chosen and diarization is not None and segment.speaker != label:
            part = piece(segment, chosen) if segment.words else segment
            diarization = reassign_turns(diarization, part.span, segment.speaker, label)
    known = any(speaker.label == label for speaker in transcript.speakers)
    return replace(
        edited(transcript, words, lambda segment, chosen: _given(segment, chosen, label)),
        speakers=transcript.speakers if known else (*transcript.speakers, Speaker(label, label)),
        diarization=diarization,
    )


def confirm(transcript: AttributedTranscript, words: range) -> AttributedTranscript:
    """Return the transcript in which these words are not doubtful: a person has heard them."""
    return edited(transcript, words, _confirmed)


def correct(transcript: AttributedTranscript, word: int, text: str) -> AttributedTranscript:
    """Return the transcript in which a word is `text`, with the white space in front that it had; blank: it is gone.

    Raises:
        OptionError: there is no such word.
    """
    if not any(chosen for _, chosen in chosen_words(transcript, range(word, word + 1))):
        raise OptionError(f"there is no word {word}")
    return edited(transcript, range(word, word + 1), lambda segment, chosen: _corrected(segment, chosen[0], text))


def _given(segment: AttributedSegment, chosen: range, label: str) -> Iterator[AttributedSegment]:
    """Yield `segment` with the chosen words given to `label`, cut where the speaker changes."""
    whole = len(chosen) == len(segment.words) or not segment.words
    words = tuple(checked(w, label) if i in chosen else w for i, w in enumerate(segment.words))
    if whole or segment.speaker == label:
        reason = CHECKED if whole else segment.reason
        yield replace(segment, words=words, speaker=label, reason=reason)
        return
    for given, run in groupby(range(len(words)), key=lambda index: index in chosen):
        indices = list(run)
        part = piece(replace(segment, words=words), range(indices[0], indices[-1] + 1))
        yield replace(part, speaker=label, reason=CHECKED) if given else part


def _confirmed(segment: AttributedSegment, chosen: range) -> Iterator[AttributedSegment]:
    words = tuple(checked(w, w.speaker) if i in chosen else w for i, w in enumerate(segment.words))
    yield replace(segment, words=words, reason=segment.reason if words else CHECKED)


def _corrected(segment: AttributedSegment, index: int, text: str) -> Iterator[AttributedSegment]:
    if not segment.words:
        if text.strip():
            corrected = replace(segment.segment, text=respaced(segment.segment.text, text), tokens=())
            yield replace(segment, segment=corrected, reason=CHECKED)
        return
    old = segment.words[index]
    new = checked(old.with_text(text), old.speaker)
    words = (*segment.words[:index], *((new,) if text.strip() else ()), *segment.words[index + 1 :])
    if words:
        said = segment.with_words(words)
        yield replace(said, segment=replace(said.segment, tokens=()))
