import gc
import resource
import sys
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.audio.spool import SpooledSamples, gather

INDEX = st.none() | st.integers(-40, 40)


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


@given(st.lists(st.integers(0, 9), max_size=6), INDEX, INDEX)
def test_slices_are_those_of_an_array(sizes: Any, start: Any, stop: Any) -> None:
    blocks = [np.arange(size, dtype=np.float32) + 10 * number for number, size in enumerate(sizes)]
    whole = np.concatenate([np.zeros(0, np.float32), *blocks])

    samples = SpooledSamples(blocks)

    assert len(samples) == len(whole)
    assert samples[start:stop].tolist() == whole[start:stop].tolist()


def test_file_is_closed_when_the_samples_are_gone() -> None:
    before = open_files()
    samples = SpooledSamples([np.zeros(10, np.float32)])
    during = open_files()
    del samples
    gc.collect()

    assert (during, open_files()) == (before + 1, before)


def test_few_samples_stay_in_memory_and_many_go_to_a_file() -> None:
    blocks = [np.ones(5, np.float32), np.zeros(5, np.float32)]

    few, many = gather(iter(blocks), in_memory=10), gather(iter(blocks), in_memory=9)

    assert isinstance(few, np.ndarray)
    assert isinstance(many, SpooledSamples)
    assert few.tolist() == many[:].tolist() == [1.0] * 5 + [0.0] * 5


def test_nothing_is_an_empty_array() -> None:
    assert len(gather(iter([]))) == 0


def peak_memory() -> int:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def test_memory_does_not_grow_with_the_recording() -> None:
    before = peak_memory()
    block = np.zeros(16_000, np.float32)
    samples = gather((block for _ in range(1800)), in_memory=16_000)  # half an hour: 115 MB

    total = sum(len(samples[start : start + 480_000]) for start in range(0, len(samples), 480_000))

    assert total == 1800 * 16_000
    assert peak_memory() - before < 50_000_000
