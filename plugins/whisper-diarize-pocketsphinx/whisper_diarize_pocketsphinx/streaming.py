"""PocketSphinx on sound that comes piece by piece: each second is decoded once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from whisper_diarize import SAMPLE_RATE, StreamedWords, TranscriptionError, Word

from .decoding import load, pcm, words_of
from .endpoints import Endpoints, levels_of
from .options import PocketsphinxOptions
from .utterances import FRAME_SECONDS

FRAME = round(FRAME_SECONDS * SAMPLE_RATE)
LONGEST_SECONDS = 8.0  # of an utterance: its words are certain at its end
BEAM, WORD_BEAM = 1e-48, 7e-29  # pocketsphinx's own: half the work of ours


class PocketsphinxStream:
    """The words of one stream: certain where an utterance is over, tentative in the one that goes on.

    The decoder is the stream's own. Cepstral means are carried on from utterance to utterance.

    Raises:
        ModelError: a model cannot be read.
    """

    def __init__(self, options: PocketsphinxOptions) -> None:
        self._decoder = load(
            replace(options, beam=max(BEAM, options.beam), word_beam=max(WORD_BEAM, options.word_beam))
        )
        longest = min(LONGEST_SECONDS, options.longest_seconds)
        self._endpoints = Endpoints(
            pause=max(1, round(options.pause_seconds / FRAME_SECONDS)), longest=round(longest / FRAME_SECONDS)
        )
        self._margin = round(options.margin_seconds / FRAME_SECONDS) * FRAME
        self._rest = np.zeros(0, np.float32)  # of a frame
        self._before = np.zeros(0, np.float32)  # the last sound before an utterance
        self._taken = 0  # samples, in whole frames
        self._start = 0.0  # of the utterance, in seconds
        self._decoding = False

    def feed(self, samples: NDArray[np.float32], *, last: bool = False) -> StreamedWords:
        """Decode the next samples; return the words so far.

        Raises:
            TranscriptionError: the decoder failed.
        """
        try:
            certain = list(self._decode(np.concatenate([self._rest, samples])))
            if last and self._decoding:
                certain += self._ended()
            tentative = self._words() if self._decoding else ()
        except RuntimeError as exc:
            seconds = self._taken / SAMPLE_RATE
            raise TranscriptionError(f"pocketsphinx failed at {seconds:.1f} s of the stream: {exc}") from exc
        return StreamedWords(tuple(certain), tuple(tentative))

    def _decode(self, samples: NDArray[np.float32]) -> Iterator[Word]:
        """Decode whole frames, a stretch at a time; yield the words of utterances that end."""
        count = len(samples) // FRAME
        self._rest = samples[count * FRAME :].copy()
        first = 0
        for number, level in enumerate(levels_of(samples[: count * FRAME].reshape(count, FRAME))):
            spoke = self._endpoints.speaking
            ended = self._endpoints.take(level)
            if ended:
                self._process(samples[first * FRAME : (number + 1) * FRAME])
                yield from self._ended()
                first = number + 1
            elif self._endpoints.speaking and not spoke:
                self._hold(samples[first * FRAME : number * FRAME])
                self._begin()
                first = number
        left = samples[first * FRAME : count * FRAME]
        if self._decoding:
            self._process(left)
        else:
            self._hold(left)

    def _hold(self, samples: NDArray[np.float32]) -> None:
        """Keep the last sound before an utterance: it begins with it."""
        self._taken += len(samples)
        held = np.concatenate([self._before, samples])
        self._before = held[max(0, len(held) - self._margin) :]

    def _begin(self) -> None:
        self._start = (self._taken - len(self._before)) / SAMPLE_RATE
        self._decoder.start_utt()
        self._decoding = True
        self._taken -= len(self._before)
        self._process(self._before)
        self._before = self._before[:0]

    def _process(self, samples: NDArray[np.float32]) -> None:
        self._taken += len(samples)
        if len(samples):
            self._decoder.process_raw(pcm(samples))

    def _ended(self) -> list[Word]:
        self._decoder.end_utt()
        self._decoding = False
        return self._words()

    def _words(self) -> list[Word]:
        return list(words_of(self._decoder, self._start, self._taken / SAMPLE_RATE))
