"""Give each word to its speaker, and cut segments where the speaker changes.

No word is dropped or moved: the text of the result is the text of the transcript.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from whisper_diarize.errors import PluginError
from whisper_diarize.protocols import Attributor
from whisper_diarize.records import (
    AttributedSegment,
    AttributedTranscript,
    AttributedWord,
    Diarization,
    Segment,
    Speaker,
    Transcript,
    Word,
    turns_of,
)

from .overlap import Overlap

TOLD = "transcript"
"""The reason of words whose speakers the transcript knows."""

KEPT = "the transcript"
"""The model that turns name, where the transcript knows the speakers."""


def attribute(
    transcript: Transcript,
    diarization: Diarization | None,
    attributor: Attributor | None = None,
    *,
    name: str = "audio",
    duration: float = 0.0,
) -> AttributedTranscript:
    """Return the transcript with a speaker on every word, and no segment with two.

    `attributor` chooses the speaker of each word; without one, `Overlap` does. A segment
    without words is treated as one long word. Without a diarization, speakers whom the transcript knows are kept, and
    turns are made of their words. `name` is the stem of the recording, `duration` its length in seconds.

    Raises:
        PluginError: the attributor lost words, or made some up.
    """
    words = [word for segment in transcript.segments for word in _said(segment)]
    labels: tuple[str, ...] = ()
    kept = diarization is None and any(transcript.word_speakers)
    if kept:
        diarization = Diarization(turns_of(words, transcript.word_speakers), model=KEPT)
    if diarization is None:
        given: Sequence[AttributedWord] = [AttributedWord(word, None, "not diarized") for word in words]
    elif kept:
        told = zip(words, transcript.word_speakers, strict=True)
        given = [AttributedWord(word, speaker, TOLD) for word, speaker in told]
        labels = diarization.speakers
    else:
        given = (attributor or Overlap()).attribute(words, diarization)
        labels = (*diarization.speakers, *(turn.speaker for turn in diarization.exclusive()))
    if not keeps_words(given, words):
        raise PluginError(f"the attributor {type(attributor).__name__} does not return each word once and in order")
    waiting = iter(given)
    return AttributedTranscript(
        segments=tuple(piece for segment in transcript.segments for piece in _pieces(segment, waiting)),
        speakers=tuple(Speaker(label, label) for label in dict.fromkeys(labels)),
        diarization=diarization,
        language=transcript.language,
        engine=transcript.engine,
        name=name,
        duration=duration,
    )


def keeps_words(given: Sequence[AttributedWord], words: Sequence[Word]) -> bool:
    """Return whether an attributor returned each word once and in order."""
    return len(given) == len(words) and all(one.word is other for one, other in zip(given, words, strict=True))


def _said(segment: Segment) -> Sequence[Word]:
    """Return the words of a segment, or all of it as one."""
    return segment.words or (Word(segment.start, segment.end, segment.text),)


def _pieces(segment: Segment, waiting: Iterator[AttributedWord]) -> Iterator[AttributedSegment]:
    """Yield `segment` as it is if one speaker says all of it, else its pieces."""
    words = [next(waiting) for _ in _said(segment)]
    if not segment.words:
        yield AttributedSegment(segment, words[0].speaker, words[0].reason)
        return
    runs = [tuple(run) for _, run in groupby(words, key=lambda word: word.speaker)]
    for run in runs:
        piece = segment if len(runs) == 1 else _cut(segment, run)
        # one word with a turn under it is evidence for the piece
        reason = "overlap" if any(word.reason == "overlap" for word in run) else run[0].reason
        yield AttributedSegment(piece, run[0].speaker, reason, run)


def _cut(segment: Segment, run: tuple[AttributedWord, ...]) -> Segment:
    """Return the part of `segment` that `run` covers; tokens cannot be cut at a word, so it has none."""
    words = tuple(word.word for word in run)
    return replace(
        segment,
        start=min(word.start for word in words),
        end=max(word.end for word in words),
        text="".join(word.text for word in words),
        words=words,
        tokens=(),
    )
