"""Join the clips that are to be transcribed, and move the times of their words back to the recording.

mlx_whisper 0.4.3 has `clip_timestamps`, but goes on where a clip ends, not where the next one starts, so it hears all
between the first start and the last end; and each clip takes a window of 30 s, or more. Joined, they share windows.

Source: faster-whisper 1.1, vad.py, collect_chunks and SpeechTimestampsMap (MIT, SYSTRAN).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, groupby
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.records import Audio, Segment, Span, Transcript, Word

SpanT = TypeVar("SpanT", bound=Span)

FRAMES_PER_SECOND = 100
"""The unit of `Segment.seek`."""


def join_clips(clips: Sequence[Span], timestamps: Sequence[float], duration: float) -> Joined:
    """Return the parts of `clips` that are in those of `clip_timestamps` too, of a recording of `duration` seconds."""
    return Joined(common(clips, clips_between(timestamps, duration)))


def clips_between(timestamps: Sequence[float], duration: float) -> tuple[Span, ...]:
    """Return the clips of `clip_timestamps`: start, end, start ... in seconds; the last end may be missing."""
    edges = [min(time, duration) for time in timestamps or (0.0,)]
    if len(edges) % 2:
        edges.append(duration)
    return tuple(Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end)


def common(some: Sequence[Span], others: Sequence[Span]) -> tuple[Span, ...]:
    """Return the time that is in both; each is in order of time and overlaps nowhere, and so is the result."""
    return tuple(
        Span(max(one.start, other.start), min(one.end, other.end))
        for one in some
        for other in others
        if one.overlap(other) > 0
    )


class Joined:
    """Clips, in order of time, one right after the other."""

    def __init__(self, clips: Sequence[Span]) -> None:
        self.clips = tuple(clips)
        self._starts = [0.0, *accumulate(clip.duration for clip in clips)]

    def samples(self, audio: Audio) -> NDArray[np.float32]:
        """Return the samples of the clips, and no others: (num_samples,) float32."""
        rate = audio.sample_rate
        pieces = [audio.read(round(clip.start * rate), round(clip.end * rate)) for clip in self.clips]
        return pieces[0] if len(pieces) == 1 else np.concatenate([np.zeros(0, np.float32), *pieces])

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self._starts[-1]

    def restored(self, transcript: Transcript) -> Transcript:
        """Return the transcript of the joined clips with the times of the recording.

        A word is where its middle is. A segment that goes on in the next clip becomes two: there is a pause in it.
        """
        segments = [part for segment in transcript.segments for part in self._restored(segment)]
        return replace(transcript, segments=tuple(segments))

    def moved(self, start: float, end: float) -> Span:
        """Return where a span of the joined clips is in the recording; an engine may place it before the first."""
        return self._moved(Span(max(0.0, start), max(0.0, start, end)))

    def _restored(self, segment: Segment) -> list[Segment]:
        if segment.seek is not None:
            start = segment.seek / FRAMES_PER_SECOND
            segment = replace(segment, seek=round(self._moved(Span(start, start)).start * FRAMES_PER_SECOND))
        parts = [list(words) for _, words in groupby(segment.words, self._index)]
        if not parts:
            return [self._moved(segment)]
        moved = [tuple(self._moved(word) for word in words) for words in parts]
        if len(moved) == 1:
            return [replace(segment, start=moved[0][0].start, end=moved[0][-1].end, words=moved[0])]
        return [_part(segment, words) for words in moved]

    def _index(self, span: Span) -> int:
        """Return which clip has the middle of `span`."""
        return min(bisect_right(self._starts, (span.start + span.end) / 2), len(self.clips)) - 1

    def _moved(self, span: SpanT) -> SpanT:
        """Return `span` where it is in the recording, inside its clip."""
        index = self._index(span)
        clip, shift = self.clips[index], self.clips[index].start - self._starts[index]
        start, end = (min(max(time + shift, clip.start), clip.end) for time in (span.start, span.end))
        return replace(span, start=start, end=end)


def _part(segment: Segment, words: tuple[Word, ...]) -> Segment:
    """Return the part of `segment` that has `words`; which tokens are theirs is not known."""
    text = "".join(word.text for word in words)
    return replace(segment, start=words[0].start, end=words[-1].end, text=text, words=words, tokens=())
