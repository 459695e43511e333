"""Check samples block by block on their way in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from whisper_diarize.cancellation import raise_if_cancelled
from whisper_diarize.errors import AudioError

from .resample import Block
from .truncation import damaged

MIN_RATE, MAX_RATE = 1_000, 1_000_000  # Hz


def checked(blocks: Iterable[Block], source: str) -> Iterator[Block]:
    """Pass blocks on, as long as the recording is wanted.

    Raises:
        AudioError: a sample is NaN or infinite, or the sample rate is one that no recorder has.
        Cancelled: the work is to stop.
    """
    seconds = 0.0
    for block in blocks:
        raise_if_cancelled()
        if not MIN_RATE <= block.sample_rate <= MAX_RATE:
            raise damaged(source, f"it is damaged: its sample rate cannot be {block.sample_rate} Hz")
        finite = np.isfinite(block.samples)
        if not finite.all():
            at = seconds + int(np.argmin(finite.reshape(len(finite), -1).all(axis=1))) / block.sample_rate
            raise AudioError(
                source, f"it has samples that are not numbers (NaN or infinity), first at {at:.3f} s; export it again"
            )
        seconds += len(block.samples) / block.sample_rate
        yield block
