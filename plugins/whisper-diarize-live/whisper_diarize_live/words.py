"""Words of a recording while it grows: of an engine that is fed, or of one that hears the last seconds again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from whisper_diarize import SAMPLE_RATE, Following, Turn, Word, WordStream

from .agreement import Agreement
from .rolling import WINDOW_SECONDS, RollingWords
from .wave_file import WaveFile

FED_SECONDS = 10.0  # at most, before words are shown


class Words(Protocol):
    """The words of one channel.

    Attributes:
        heard: seconds of the recording of which the engine knows.
    """

    heard: float

    @property
    def tentative(self) -> Sequence[Word]:
        """Words that may still change."""

    def hear(self, num_samples: int, turns: list[Turn] | None = None) -> list[Word]:
        """Hear on, with so many samples there; return the words that became certain.

        `turns`, if they are known, say where speech is.

        Raises:
            WhisperDiarizeError: the engine failed.
        """

    def rest(self, num_samples: int, turns: list[Turn] | None = None) -> Iterator[list[Word]]:
        """Hear all that is left, piece by piece; yield the words that become certain: in the end, all."""


class FedWords:
    """The words of an engine that is fed with what is new.

    Attributes:
        heard: seconds of the recording of which the engine knows.
    """

    def __init__(self, stream: WordStream, file: WaveFile, start: float = 0.0, channel: int = 0) -> None:
        self._stream = stream
        self._file = file
        self._channel = channel
        self._start = start  # of the stream, in the recording
        self._fed = round(start * SAMPLE_RATE)
        self.heard = start
        self.tentative: list[Word] = []

    def hear(self, num_samples: int, _turns: list[Turn] | None = None) -> list[Word]:
        """Feed the sound that is new, 10 s at most; return the words that became certain."""
        return self._feed(num_samples, last=False)

    def rest(self, num_samples: int, _turns: list[Turn] | None = None) -> Iterator[list[Word]]:
        """Feed all that is left."""
        while self._fed < num_samples:
            yield self._feed(num_samples, last=False)
        yield self._feed(num_samples, last=True)

    def _feed(self, num_samples: int, *, last: bool) -> list[Word]:
        stop = min(num_samples, self._fed + round(FED_SECONDS * SAMPLE_RATE))
        found = self._stream.feed(self._file.read(self._fed, stop, self._channel), last=last)
        self._fed = max(self._fed, stop)
        self.heard = self._fed / SAMPLE_RATE
        self.tentative = [self._moved(word) for word in found.tentative]
        return [self._moved(word) for word in found.certain]

    def _moved(self, word: Word) -> Word:
        return replace(word, start=word.start + self._start, end=word.end + self._start)


def words_of(
    following: Following, file: WaveFile, certain: Sequence[Word] = (), channel: int = 0, window: float = WINDOW_SECONDS
) -> Words:
    """Return the words of a channel, after those that are certain already; `window`: of an engine that is not fed."""
    stream = following.stream()
    if stream is None:
        return RollingWords(following, file, Agreement(list(certain)), channel, window)
    return FedWords(stream, file, certain[-1].end if certain else 0.0, channel)
