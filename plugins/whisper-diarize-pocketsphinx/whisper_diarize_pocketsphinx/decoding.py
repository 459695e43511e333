"""The decoder of PocketSphinx: its models, the samples that it takes, the words that it has found."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pocketsphinx import Decoder

from whisper_diarize import ModelError, Word

from .options import PocketsphinxOptions
from .utterances import FRAME_SECONDS

NOT_WORDS = ("<", "[", "+")  # <s> <sil> [NOISE] ++UH++
VARIANT = re.compile(r"\(\d+\)$")  # "read(2)" is another pronunciation of "read"


def load(options: PocketsphinxOptions) -> Decoder:
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


def words_of(decoder: Decoder, start: float, end: float) -> Iterator[Word]:
    """Yield the words of the decoder's utterance, which goes from `start` to `end` in seconds."""
    for item in decoder.seg() or ():
        if item.word.startswith(NOT_WORDS):
            continue
        first = start + item.start_frame * FRAME_SECONDS
        last = min(start + (item.end_frame + 1) * FRAME_SECONDS, end)
        yield Word(round(first, 3), round(last, 3), " " + written(item.word), min(1.0, item.prob))


def pcm(samples: NDArray[np.float32]) -> bytes:
    """Return samples in [-1, 1] as 16-bit PCM."""
    return np.clip(np.round(samples * 32768), -32768, 32767).astype(np.int16).tobytes()


def written(entry: str) -> str:
    """Return an entry of the dictionary, which is in small letters, as it is written.

    >>> written("read(2)"), written("i'm")
    ('read', "I'm")
    """
    word = VARIANT.sub("", entry)
    return word.capitalize() if word == "i" or word.startswith("i'") else word
