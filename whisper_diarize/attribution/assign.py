"""Give each word to the speaker who has the floor, and cut segments where the speaker changes.

No word is dropped or moved: the text of the result is the text of the transcript.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby

from whisper_diarize.records import (
    AttributedSegment,
    AttributedTranscript,
    AttributedWord,
    Diarization,
    Segment,
    Span,
    Speaker,
    Transcript,
)

from .floor import Answer, Floor


def attribute(
    transcript: Transcript, diarization: Diarization | None, *, name: str = "audio", duration: float = 0.0
) -> AttributedTranscript:
    """Return the transcript with a speaker on every word, and no segment with two.

    A word goes to the speaker whose exclusive turns overlap it most, else to the nearest turn. A segment without words
    is treated as one long word. `name` is the stem of the recording, `duration` its length in seconds.
    """
    ask: Callable[[Span], Answer] = _nobody
    labels: tuple[str, ...] = ()
    if diarization is not None:
        exclusive = diarization.exclusive()
        ask = Floor(exclusive).ask
        labels = (*diarization.speakers, *(turn.speaker for turn in exclusive))
    return AttributedTranscript(
        segments=tuple(piece for segment in transcript.segments for piece in _pieces(segment, ask)),
        speakers=tuple(Speaker(label, label) for label in dict.fromkeys(labels)),
        diarization=diarization,
        language=transcript.language,
        engine=transcript.engine,
        name=name,
        duration=duration,
    )


def _nobody(_span: Span) -> Answer:
    return Answer(None, "not diarized")


def _pieces(segment: Segment, ask: Callable[[Span], Answer]) -> Iterator[AttributedSegment]:
    """Yield `segment` as it is if one speaker says all of it, else its pieces."""
    if not segment.words:
        answer = ask(segment)
        yield AttributedSegment(segment, answer.speaker, answer.reason)
        return
    words = [AttributedWord(word, *ask(word)) for word in segment.words]
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
