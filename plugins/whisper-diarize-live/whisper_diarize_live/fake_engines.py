"""Engines that hear a word in each level of a made-up recording: whole runs can be tested and measured with them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from whisper_diarize import (
    SAMPLE_RATE,
    Audio,
    Diarization,
    Diarizer,
    Progress,
    Register,
    Segment,
    SpeakerCount,
    StreamedWords,
    Transcriber,
    Transcript,
    Turn,
    Word,
    hookimpl,
)

SECONDS_PER_WORD = 0.5
SAMPLES_PER_WORD = round(SECONDS_PER_WORD * SAMPLE_RATE)
LEVELS = 1000


def levels(first: int, last: int) -> NDArray[np.float32]:
    """Return sound of half a second at each of some levels, which are words."""
    sound: NDArray[np.float32] = np.repeat(np.arange(first, last + 1) / LEVELS, SAMPLES_PER_WORD).astype(np.float32)
    return sound


class FedLevels:
    """An incremental engine: a word is certain when it is over."""

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        """Return the words of the whole levels."""
        words = _words(audio.array, 0)
        progress(audio.duration, audio.duration)
        if not words:
            return Transcript()
        text = "".join(word.text for word in words)
        return Transcript((Segment(words[0].start, words[-1].end, text, tuple(words)),))

    def stream(self) -> LevelStream:
        """Begin a stream."""
        return LevelStream()


class LevelStream:
    """The words of one stream.

    Attributes:
        fed: samples that it was fed, in all.
    """

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.float32)
        self._before = 0  # samples that are words already
        self.fed = 0

    def feed(self, samples: NDArray[np.float32], *, last: bool = False) -> StreamedWords:
        """Return the words that are over; the one that goes on is tentative."""
        self.fed += len(samples)
        sound = np.concatenate([self._rest, samples])
        whole = len(sound) // SAMPLES_PER_WORD * SAMPLES_PER_WORD
        certain, begin = _words(sound[:whole], self._before), self._before + whole
        self._rest, self._before = sound[whole:], begin
        going_on = not last and len(self._rest) and self._rest.any()
        start = begin / SAMPLE_RATE
        tentative = (Word(start, start + len(self._rest) / SAMPLE_RATE, " cut"),) if going_on else ()
        return StreamedWords(tuple(certain), tentative)


class HalfAndHalf:
    """A diarizer that gives the first ten seconds to one, the rest to another."""

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:  # noqa: ARG002
        """Return the turns."""
        progress(audio.duration, audio.duration)
        turns = [Turn(0.0, min(10.0, audio.duration), "A"), Turn(10.0, max(10.0, audio.duration), "B")]
        return Diarization(tuple(turn for turn in turns if turn.duration))


class LevelEngines:
    """A plugin with these engines."""

    @hookimpl
    def register_transcribers(self, register: Register[Transcriber]) -> None:
        """Register `fed-levels`."""
        register("fed-levels", lambda _: FedLevels())

    @hookimpl
    def register_diarizers(self, register: Register[Diarizer]) -> None:
        """Register `halves`."""
        register("halves", lambda _: HalfAndHalf())


def _words(sound: NDArray[np.float32], before: int) -> Sequence[Word]:
    """Return the words of whole levels; silence is none."""
    words = []
    for place in range(0, len(sound) // SAMPLES_PER_WORD * SAMPLES_PER_WORD, SAMPLES_PER_WORD):
        level = round(float(np.median(sound[place : place + SAMPLES_PER_WORD])) * LEVELS)
        start = (before + place) / SAMPLE_RATE
        if level:
            words.append(Word(start, start + SECONDS_PER_WORD, f" w{level}"))
    return words
