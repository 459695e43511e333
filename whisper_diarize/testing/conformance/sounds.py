"""Sounds that every engine must take, and checks that transcribers and diarizers share."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from whisper_diarize.errors import Cancelled
from whisper_diarize.protocols import Progress
from whisper_diarize.records import SAMPLE_RATE, Audio
from whisper_diarize.testing.inputs import HOSTILE_NAMES, silence, tone

from .case import blaming

UNSTOPPABLE_SECONDS = 1.0
"""Work that takes longer must report progress: that is where it can be stopped."""


def sounds(audio: Audio | None) -> dict[str, Audio]:
    """Return recordings by their peculiarity; `audio` is the author's own."""
    noise = np.random.default_rng(0).normal(0, 0.05, SAMPLE_RATE).astype(np.float32)
    made_up = {
        "an empty recording": silence(0.0),
        "one sample": Audio(np.full(1, 0.5, np.float32)),
        "a second of silence": silence(1.0),
        "a second of noise": Audio(noise),
        "a tone at full scale": Audio(tone(2.0).array * 10, source=HOSTILE_NAMES[0], name=HOSTILE_NAMES[0]),
    }
    return made_up if audio is None else {**made_up, "the author's recording": audio}


def longest(audio: Audio | None) -> Audio:
    """Return the recording for checks that need one only."""
    return audio if audio is not None else tone(2.0)


def check_stopping(work: Callable[[Progress], object]) -> None:
    """Check that an exception of the progress callback comes out as it is, and that long work calls it at all."""
    called = []

    def stop(done: float, total: float) -> None:
        called.append((done, total))
        raise Cancelled("stop")

    started = time.monotonic()
    try:
        work(stop)
    except Cancelled:
        return
    except Exception as error:
        raise AssertionError(
            f"asked to stop, it raises {type(error).__name__} instead of what progress raised"
        ) from error
    assert not called, "it goes on although progress raised an exception, so that it cannot be stopped"
    seconds = time.monotonic() - started
    assert seconds < UNSTOPPABLE_SECONDS, f"it took {seconds:.1f} s and reported no progress: it cannot be stopped"


def copied(audio: Audio) -> Audio:
    """Return a copy of a recording in memory, so that no case depends on those before."""
    return Audio(audio.array.copy(), audio.sample_rate, audio.source, audio.name)


def check_samples_are_kept(work: Callable[[Audio], object], audio: Audio) -> None:
    """Check that the samples of a recording are the same afterwards: other components get them too."""
    own = copied(audio)
    with blaming("a recording in memory"):
        work(own)
    assert np.array_equal(own.array, audio.array), "it changes the samples of the recording"
