"""A decoded recording."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from whisper_diarize.records import Audio, name_of

TEN = Audio(np.arange(10, dtype=np.float32), sample_rate=4)


def test_duration_is_samples_over_rate() -> None:
    assert (TEN.num_samples, TEN.duration) == (10, 2.5)


@pytest.mark.parametrize(
    ("start", "stop", "samples"),
    [
        pytest.param(2, 5, [2, 3, 4], id="within"),
        pytest.param(-3, 2, [0, 1], id="from before the start"),
        pytest.param(8, 20, [8, 9], id="to after the end"),
        pytest.param(-5, -1, [], id="before the start"),
        pytest.param(12, 20, [], id="after the end"),
        pytest.param(5, 2, [], id="backwards"),
    ],
)
def test_read_is_cut_at_both_ends_of_the_recording(start: int, stop: int, samples: list[int]) -> None:
    assert TEN.read(start, stop).tolist() == samples


def test_blocks_have_the_asked_length_and_the_last_may_be_shorter() -> None:
    assert [block.tolist() for block in TEN.blocks(1.0)] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


def test_blocks_shorter_than_a_sample_have_one() -> None:
    assert [len(block) for block in TEN.blocks(0.0)] == [1] * 10


def test_empty_recording_has_no_blocks() -> None:
    assert list(Audio(np.zeros(0, np.float32)).blocks()) == []


@given(st.integers(0, 50), st.floats(0, 20))
def test_blocks_together_are_the_recording(num_samples: Any, seconds: Any) -> None:
    audio = Audio(np.arange(num_samples, dtype=np.float32), sample_rate=4)

    joined = np.concatenate([np.zeros(0, np.float32), *audio.blocks(seconds)])

    assert joined.tolist() == audio.array.tolist()


def test_only_the_slice_that_is_read_is_asked_of_the_source() -> None:
    asked = []

    class Source:
        def __len__(self) -> int:
            return 100

        def __getitem__(self, index: slice) -> NDArray[np.float32]:
            asked.append((index.start, index.stop))
            return np.zeros(index.stop - index.start, np.float32)

    Audio(Source()).read(10, 20)

    assert asked == [(10, 20)]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("a.b.wav", "a.b"),
        ("/x/talk.m4a", "talk"),
        ("-", "stdin"),
        ("noext", "noext"),
        (".wav", ".wav"),
        ("é 1.mp3", "é 1"),
    ],
)
def test_name_is_the_stem_with_only_the_last_suffix_cut(source: str, name: str) -> None:
    assert name_of(source) == name


def test_peaks_are_roots_of_the_largest_samples() -> None:
    samples = np.zeros(40, np.float32)
    samples[[3, 12, 39]] = 0.25, -1.0, 1.5

    assert list(Audio(samples, 10).peaks(4)) == [64, 127, 0, 127]


def test_peaks_are_the_same_however_much_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    audio = Audio(np.random.default_rng(1).uniform(-1, 1, 5000).astype(np.float32), 100)
    whole = audio.peaks(77)
    monkeypatch.setattr("whisper_diarize.records.audio.PEAKS_BLOCK", 100)

    assert audio.peaks(77) == whole
    assert len(Audio(audio.samples[:5], 100).peaks(77)) == 5
    assert Audio(audio.samples[:0], 100).peaks(77) == b""
