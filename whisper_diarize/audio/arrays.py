"""Samples that a program has in memory: checked, scaled to [-1, 1], mixed to one channel, resampled.

- Floats are taken as they are: full scale is 1. Peaks above `MAX_PEAK` are refused: they are integers in disguise.
- Integers are divided by the full scale of their type; in unsigned ones the middle is silence. 64-bit integers, to
  which Python turns a list of numbers and which no recorder makes, count as the narrowest of 16, 32 and 64 bits that
  holds them.
- Of two axes the shorter one is the channels: (num_samples, channels) or (channels, num_samples). They are
  averaged, or taken each by itself, as the options of the reader say.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whisper_diarize.errors import AudioError
from whisper_diarize.read_options import current
from whisper_diarize.records import SAMPLE_RATE, Audio

from . import spool
from .downmix import Sound
from .finite import checked
from .resample import Block, resample
from .split import Observer, chosen, split

MAX_PEAK = 16.0
"""24 dB above full scale; float files that clip stay far below it, and 16-bit integers are far above."""

MAX_CHANNELS = 64
BLOCK_SAMPLES = 1 << 18

Numbers = NDArray[Any]  # any numeric type, and while it is looked at any other


def from_array(
    samples: ArrayLike, sample_rate: int, source: str = "<array>", name: str = "audio", target_rate: int = SAMPLE_RATE
) -> Audio:
    """Return samples at `sample_rate` (Hz), of any numeric type, as a recording at `target_rate`.

    `source` is its name in messages, `name` that of its outputs.

    Raises:
        AudioError: there are no samples, they are not numbers, not finite, or not scaled, or the shape is not that of
            one recording.
    """
    array = _numbers(samples, source)
    if current().channels != "mix":
        audio, observer = Audio(array[:0, 0], target_rate, source, name), Observer()
        observer.observe(_sounds(array, sample_rate))
        wanted = chosen(observer.levels, source)
        if wanted:
            return split(lambda: _sounds(array, sample_rate), array.shape[1], wanted, audio)
    blocks = checked(_blocks(array, sample_rate, source), source)
    if array.dtype == np.float32 and array.shape[1] == 1 and sample_rate == target_rate:
        deque(blocks, maxlen=0)  # checks them
        return Audio(array[:, 0], target_rate, source, name)
    return Audio(spool.gather(resample(blocks, target_rate)), target_rate, source, name)


def normalized(audio: Audio, target_rate: int = SAMPLE_RATE) -> Audio:
    """Check an `Audio` that a program made, and return it with samples as the stages need them.

    Samples of another type, rate or shape are converted as those of an array; samples that are no array (a file of
    which slices are read) are resampled if their rate is another. A recording may be empty.

    Raises:
        AudioError: as `from_array`.
    """
    samples: object = audio.samples
    if isinstance(samples, (list, tuple)) or hasattr(samples, "__array__"):
        array = np.asarray(samples)
        if array.size:
            return from_array(array, audio.sample_rate, audio.source, audio.name, target_rate)
        return replace(audio, samples=np.zeros(0, np.float32), sample_rate=target_rate)
    if audio.sample_rate == target_rate:
        return audio
    blocks = checked((Block(audio.sample_rate, block) for block in audio.blocks()), audio.source)
    return replace(audio, samples=spool.gather(resample(blocks, target_rate)), sample_rate=target_rate)


def _numbers(samples: ArrayLike, source: str) -> Numbers:
    """Return an array of shape (num_samples, channels)."""
    try:
        array = np.asarray(samples)
    except (TypeError, ValueError, RuntimeError) as exc:  # ragged lists; tensors on another device
        raise AudioError(source, f"it cannot be turned into a NumPy array ({exc}); pass an array of numbers") from exc
    if array.dtype.kind not in "fiu":
        raise AudioError(source, f"its values are {array.dtype}, not samples; pass integers or floats")
    if array.ndim not in (1, 2):
        raise AudioError(source, f"its shape is {array.shape}; pass (num_samples,) or (num_samples, channels)")
    if not array.size:
        raise AudioError(source, "it is empty (0 samples); record it again")
    return array[:, None] if array.ndim == 1 else _channels_last(array, source)


def _channels_last(array: Numbers, source: str) -> Numbers:
    rows, columns = array.shape
    if rows == columns != 1 or min(rows, columns) > MAX_CHANNELS:
        raise AudioError(
            source,
            f"its shape is {array.shape}, in which the channels cannot be told from the samples; "
            "pass one channel: (num_samples,)",
        )
    return array if columns < rows or rows == columns else array.T


def _blocks(array: Numbers, sample_rate: int, source: str) -> Iterator[Block]:
    scale, offset = _scale(array)
    for start in range(0, len(array), BLOCK_SAMPLES):
        values = array[start : start + BLOCK_SAMPLES].astype(np.float64)
        with np.errstate(invalid="ignore", over="ignore"):  # `checked` reports values that are not finite
            mono = ((values.mean(axis=1) - offset) / scale).astype(np.float32)
            peak = np.abs(values).max() / scale
            if array.dtype.kind == "f" and MAX_PEAK < peak < np.inf:
                raise AudioError(
                    source,
                    f"its samples reach {peak:g}, but floats must be in [-1, 1]; divide them by their full scale "
                    "(32768 if they were 16-bit integers), or pass the integers as they are",
                )
        # outside of the block above, which belongs to the context of the caller
        yield Block(sample_rate, mono)


def _sounds(array: Numbers, sample_rate: int) -> Iterator[Sound]:
    """Yield the channels in blocks, full scale 1."""
    scale, offset = _scale(array)
    for start in range(0, len(array), BLOCK_SAMPLES):
        values = array[start : start + BLOCK_SAMPLES].astype(np.float64)
        yield Sound(sample_rate, ((values - offset) / scale).T.astype(np.float32))


def _scale(array: Numbers) -> tuple[float, float]:
    """Return the full scale of the samples, and the value of silence."""
    kind, bits = array.dtype.kind, 8 * array.dtype.itemsize
    if kind == "f":
        return 1.0, 0.0
    if bits == 64:  # noqa: PLR2004  see the module
        bits = _narrowest_bits(array)
        kind = "i"
    full_scale = 2.0 ** (bits - 1)
    return full_scale, full_scale if kind == "u" else 0.0


def _narrowest_bits(array: Numbers) -> int:
    low, high = int(array.min()), int(array.max())
    return next((bits for bits in (16, 32) if -(2 ** (bits - 1)) <= low and high < 2 ** (bits - 1)), 64)
