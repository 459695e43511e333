from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from whisper_diarize.doctor.golden import read_golden
from whisper_diarize.errors import OptionError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "golden.npz"


def test_samples_of_16_bits_are_scaled_to_1(path: Path) -> None:
    np.savez(path, samples=np.repeat(np.array([-32768, 16384], np.int16), 8000))
    samples = read_golden(path).samples
    assert samples.shape == (1, 16000)
    assert samples[0, [0, -1]].tolist() == [-1.0, 0.5]


def test_samples_of_float_are_left_alone(path: Path) -> None:
    samples = np.random.default_rng(0).uniform(-1, 1, (2, 16000)).astype(np.float32)
    np.savez(path, samples=samples)
    np.testing.assert_array_equal(read_golden(path).samples, samples)


@pytest.mark.parametrize(
    "samples",
    [np.zeros((1, 1, 16000), np.float32), np.zeros(1599, np.float32), np.zeros(16000, np.int32), np.array(["a"])],
    ids=["three axes", "too few", "32 bits", "text"],
)
def test_samples_that_are_none_are_one_clear_error(path: Path, samples: NDArray[Any]) -> None:
    np.savez(path, samples=samples)
    with pytest.raises(OptionError, match=r"'samples' must be \(num_samples,\) or \(batch, num_samples\)"):
        _ = read_golden(path).samples


def test_masks_of_another_shape_are_one_clear_error(path: Path) -> None:
    np.savez(path, samples=np.zeros(16000, np.float32), masks=np.ones((3, 20)))
    with pytest.raises(OptionError, match=r"'masks' must be \(batch, speakers, frames\); they are \(3, 20\)"):
        _ = read_golden(path).masks


def test_masks_are_floats_and_no_stage(path: Path) -> None:
    np.savez(path, samples=np.zeros((2, 16000), np.float32), masks=np.ones((2, 3, 4), np.uint8), fbank=np.zeros(3))
    golden = read_golden(path)
    assert golden.masks.dtype == np.float32
    assert list(golden.stages) == ["fbank"]


def test_names_with_a_slash_are_notes(path: Path) -> None:
    np.savez(path, **{"fbank": np.zeros(3), "fbank/floor": 1e-5, "sha256/embedding": "ab"})  # type: ignore[arg-type]  # a fake, or what is to be refused
    golden = read_golden(path)
    assert list(golden.stages) == ["fbank"]
    assert golden.notes["sha256/embedding"] == "ab"


def test_a_sampled_stage_picks_the_values_that_were_recorded(path: Path) -> None:
    full: dict[str, Any] = np.arange(24.0).reshape(2, 3, 4)  # type: ignore[assignment]  # a fake in its place
    np.savez(path, **{"lstm.0": full.ravel()[::5], "lstm.0/shape": full.shape, "lstm.0/step": 5})  # type: ignore[attr-defined]  # there all the same
    recorded = read_golden(path).stages["lstm.0"]
    assert recorded.shape == (2, 3, 4)
    np.testing.assert_array_equal(recorded.pick(full), recorded.values)  # type: ignore[arg-type]  # a fake, or what is to be refused
    assert recorded.full() is None


def test_a_whole_stage_has_its_shape_back(path: Path) -> None:
    np.savez(path, classifier=np.zeros((2, 3)))
    assert read_golden(path).array("classifier").shape == (2, 3)


def test_a_part_is_not_taken_for_the_whole(path: Path) -> None:
    np.savez(path, **{"x": np.arange(3), "x/shape": (6,), "x/step": 2})  # type: ignore[arg-type]  # a fake, or what is to be refused
    with pytest.raises(OptionError, match="there is no 'x', or only a part of it"):
        read_golden(path).array("x")


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"x": np.arange(3), "x/step": 2}, "'x/shape' or 'x/step' is not there"),
        ({"x": np.arange(3), "x/shape": (9,), "x/step": 2}, "'x' has 3 values"),
        ({"x": np.arange(3), "x/shape": (3,), "x/step": 0}, "'x' has 3 values"),
        ({"x": np.array([print], dtype=object)}, "not a .npz file"),
    ],
    ids=["no shape", "wrong shape", "step 0", "pickle"],
)
def test_a_wrong_file_is_one_clear_error(path: Path, arrays: dict[str, Any], message: str) -> None:
    np.savez(path, **arrays)
    with pytest.raises(OptionError, match=message):
        read_golden(path)


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04broken"])
def test_what_is_no_npz_is_one_clear_error(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(OptionError, match=r"golden\.npz: not a \.npz file"):
        read_golden(path)


def test_a_single_array_is_one_clear_error(tmp_path: Path) -> None:
    np.save(tmp_path / "one.npy", np.zeros((3, 2)))
    with pytest.raises(OptionError, match=r"one\.npy: not a \.npz file"):
        read_golden(tmp_path / "one.npy")


def test_missing_samples_are_named(path: Path) -> None:
    np.savez(path, fbank=np.zeros(3))
    with pytest.raises(OptionError, match="no array 'samples'"):
        _ = read_golden(path).samples
