"""Words while people talk: the engine hears the last seconds again and again, until its words are certain."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from whisper_diarize import SAMPLE_RATE, Audio, Following, Turn, Word
from whisper_diarize.text import ends_sentence

from .agreement import Agreement
from .wave_file import WaveFile

WINDOW_SECONDS = 10.0  # that the engine hears at once, before its beginning is given up
MOST_WINDOWS = 2  # however much is waiting
KEPT_SECONDS = 3.0  # of them, at least, whatever is certain
QUIET = 10 ** (-60 / 20)  # of full scale: no microphone's speech is quieter
MARGIN_SECONDS = 0.3  # of sound kept around speech


class RollingWords:
    """The words of one channel of a recording that grows.

    Attributes:
        agreement: the words.
        heard: seconds of the recording of which the engine knows.
    """

    def __init__(
        self,
        following: Following,
        file: WaveFile,
        agreement: Agreement | None = None,
        channel: int = 0,
        window: float = WINDOW_SECONDS,
    ) -> None:
        self._following = following
        self._file = file
        self._channel = channel
        self._window = window
        self.agreement = agreement or Agreement()
        self._start = self.agreement.end  # of what the engine hears
        self.heard = self._start

    @property
    def tentative(self) -> list[Word]:
        """Words that may still change."""
        return self.agreement.tentative

    def hear(self, num_samples: int, turns: list[Turn] | None = None) -> list[Word]:
        """Hear what is there, two windows at most; return the words that are certain now.

        `turns`, if they are known, say where speech is.

        Raises:
            WhisperDiarizeError: the engine failed.
        """
        heard = self.heard = min(num_samples / SAMPLE_RATE, self._start + MOST_WINDOWS * self._window)
        samples = self._file.read(round(self._start * SAMPLE_RATE), round(heard * SAMPLE_RATE), self._channel)
        if not len(samples) or np.abs(samples).max() < QUIET or not _speech(turns, self._start, heard):
            settled = self.agreement.settle()
            self._start = max(self._start, heard - MARGIN_SECONDS)
            return settled
        words = [word for segment in self._following.words(Audio(samples)).segments for word in segment.words]
        certain = self.agreement.hear([_moved(word, self._start) for word in words])
        if heard - self._start > self._window:
            certain += self._give_up(heard)
        return certain

    def rest(self, num_samples: int, turns: list[Turn] | None = None) -> Iterator[list[Word]]:
        """Hear all that is left, piece by piece; yield the words that become certain: in the end, all."""
        while True:
            yield self.hear(num_samples, turns)
            if self.heard >= num_samples / SAMPLE_RATE:
                break
        yield self.agreement.settle()

    def _give_up(self, heard: float) -> list[Word]:
        """Begin later: after the last certain sentence, else word; make words certain if there are none."""
        agreement, latest = self.agreement, heard - KEPT_SECONDS
        settled: list[Word] = []
        inside = [word for word in agreement.certain if self._start < word.end <= latest]
        if not inside:
            old = [word for word in agreement.tentative if word.end <= latest]
            rest = agreement.tentative[len(old) :]
            agreement.tentative = old
            settled = agreement.settle()
            agreement.tentative = rest
            inside = settled
        sentences = [word for word in inside if ends_sentence(word.text)]
        last = (sentences or inside)[-1:]
        self._start = last[0].end if last else latest
        return settled


def _speech(turns: list[Turn] | None, start: float, end: float) -> bool:
    """Tell whether there may be speech: a turn, or sound that is too new for the diarizer."""
    return turns is None or any(turn.end > start - MARGIN_SECONDS and turn.start < end for turn in turns)


def _moved(word: Word, seconds: float) -> Word:
    return Word(word.start + seconds, word.end + seconds, word.text, word.probability, interpolated=word.interpolated)
