"""PocketSphinx as a transcriber: utterances are decoded one by one, each on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder

from whisper_diarize import (
    SAMPLE_RATE,
    Audio,
    ModelError,
    Progress,
    Segment,
    Span,
    Transcript,
    TranscriptionError,
    Word,
    tell_segment,
)

from .options import PocketsphinxOptions
from .utterances import FRAME_SECONDS, find_utterances

DECODING = 1  # to be raised when the same options give other words than before
NOT_WORDS = ("<", "[", "+")  # <s> <sil> [NOISE] ++UH++
VARIANT = re.compile(r"\(\d+\)$")  # "read(2)" is another pronunciation of "read"


class PocketsphinxTranscriber:
    """The words of English speech, with the times at which the decoder placed them.

    The same audio always gives the same words: cepstral means are those of each utterance, and the estimate of the
    noise, which pocketsphinx would carry on, starts anew with it.
    """

    def __init__(self, options: PocketsphinxOptions) -> None:
        self._options = options
        self._decoder = _load(options)

    def cache_key(self) -> str | None:
        """Return the options and the version; None with models of the user's own, which may change."""
        options = self._options
        if options.acoustic_model or options.language_model or options.dictionary:
            return None
        return repr((DECODING, options, version("pocketsphinx")))

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        """Return one segment for each utterance in which words were found.

        Raises:
            TranscriptionError: the audio is not at 16 kHz, or the decoder failed.
        """
        if audio.sample_rate != SAMPLE_RATE:
            raise TranscriptionError(f"{audio.source}: pocketsphinx needs {SAMPLE_RATE} Hz, not {audio.sample_rate}")
        utterances = find_utterances(
            audio,
            pause_seconds=self._options.pause_seconds,
            margin_seconds=self._options.margin_seconds,
            longest_seconds=self._options.longest_seconds,
        )
        segments = []
        for utterance in utterances:
            words = tuple(self._decode(audio, utterance))
            if words:
                segments.append(_segment(words))
                tell_segment(words[0].start, words[-1].end, segments[-1].text)
            progress(min(utterance.end, audio.duration), audio.duration)
        progress(audio.duration, audio.duration)
        return Transcript(tuple(segments), language=self._options.language, engine="pocketsphinx")

    def _decode(self, audio: Audio, utterance: Span) -> Iterator[Word]:
        first, last = (round(seconds * SAMPLE_RATE) for seconds in (utterance.start, utterance.end))
        try:
            self._decoder.reinit_feat()  # forgets the noise
            self._decoder.start_utt()
            self._decoder.process_raw(_pcm(audio.read(first, last)), full_utt=True)
            self._decoder.end_utt()
        except RuntimeError as exc:
            raise TranscriptionError(f"{audio.source}: pocketsphinx failed at {utterance.start:.1f} s: {exc}") from exc
        for item in self._decoder.seg() or ():
            if item.word.startswith(NOT_WORDS):
                continue
            start = utterance.start + item.start_frame * FRAME_SECONDS
            end = min(utterance.start + (item.end_frame + 1) * FRAME_SECONDS, utterance.end)
            yield Word(round(start, 3), round(end, 3), " " + _written(item.word), min(1.0, item.prob))


def _load(options: PocketsphinxOptions) -> Decoder:
    """Load the models.

    Raises:
        ModelError: a model that the options name cannot be read.
    """
    replaced = {"hmm": options.acoustic_model, "lm": options.language_model, "dict": options.dictionary}
    models = {name: path for name, path in replaced.items() if path is not None}
    try:
        return Decoder(
            **models,
            lw=options.language_weight,
            beam=options.beam,
            pbeam=options.beam,
            wbeam=options.word_beam,
            fwdflatwbeam=options.word_beam,
            loglevel="FATAL",
        )
    except RuntimeError as exc:
        named = ", ".join(models.values()) or "that come with it; install pocketsphinx again"
        raise ModelError(f"pocketsphinx cannot load its models: {named}") from exc


def _pcm(samples: NDArray[np.float32]) -> bytes:
    """Return samples in [-1, 1] as 16-bit PCM."""
    return np.clip(np.round(samples * 32768), -32768, 32767).astype(np.int16).tobytes()


def _written(entry: str) -> str:
    """Return an entry of the dictionary, which is in small letters, as it is written.

    >>> _written("read(2)"), _written("i'm")
    ('read', "I'm")
    """
    word = VARIANT.sub("", entry)
    return word.capitalize() if word == "i" or word.startswith("i'") else word


def _segment(words: tuple[Word, ...]) -> Segment:
    return Segment(words[0].start, words[-1].end, "".join(word.text for word in words), words)
