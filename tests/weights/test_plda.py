import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.fakes.small_models import Tensors
from whisper_diarize.errors import ModelError
from whisper_diarize.weights.plda import plda_files, read_plda

NAMES = ("xvec_transform.npz", "plda.npz")


@pytest.fixture
def files(pipeline: Path) -> tuple[Path, Path]:
    return pipeline / "plda" / NAMES[0], pipeline / "plda" / NAMES[1]


def change(path: Path, **arrays: np.ndarray | None) -> None:
    with np.load(path) as stored:
        changed = dict(stored) | arrays
    np.savez(path, allow_pickle=True, **{name: array for name, array in changed.items() if array is not None})


def test_arrays_are_read_in_float64(files: tuple[Path, Path], plda: Tensors) -> None:
    read = read_plda(*files, dim=5)
    for name, array in plda.items():
        np.testing.assert_array_equal(read[name], array.astype(np.float64))
        assert read[name].dtype == np.float64


def test_files_that_are_written_are_read_again(files: tuple[Path, Path], tmp_path: Path) -> None:
    read = read_plda(*files, dim=5)
    for name, content in plda_files(read).items():
        (tmp_path / name).write_bytes(content)
    again = read_plda(tmp_path / NAMES[0], tmp_path / NAMES[1], dim=5)
    for name in ("mean1", "mean2", "lda", "mu", "tr", "psi"):
        np.testing.assert_array_equal(again[name], read[name])


@pytest.mark.parametrize(
    ("file", "arrays", "reason"),
    [
        (0, {"mean1": np.ones(4)}, r"mean1 must be of shape \(5,\) for voice vectors of length 5, but is \(4,\)"),
        (0, {"lda": np.ones((3, 5))}, "mean2 must be"),
        (0, {"lda": np.float64(1)}, "mean2 must be"),
        (1, {"tr": np.ones((3, 4))}, r"tr must be of shape \(3, 3\)"),
        (1, {"psi": np.ones((3, 1))}, "psi must be"),
        (1, {"mu": None}, "the PLDA lacks mu"),
        (1, {"mu": np.array([1, np.nan, 1])}, "mu must be finite numbers"),
        (1, {"mu": np.array(["a", "b", "c"])}, "mu must be finite numbers"),
        (1, {"mu": np.array([None, 1, 2])}, "cannot be read: Object arrays cannot be loaded"),
    ],
)
def test_broken_plda_names_the_file(files: tuple[Path, Path], file: int, arrays: dict[str, Any], reason: str) -> None:
    change(files[file], **arrays)
    with pytest.raises(ModelError, match=rf"^[^\n]*{NAMES[file]}: [^\n]*{reason}[^\n]*$"):
        read_plda(*files, dim=5)


def test_vectors_of_another_length_are_an_error(files: tuple[Path, Path]) -> None:
    with pytest.raises(ModelError, match=r"xvec_transform\.npz: .* for voice vectors of length 256"):
        read_plda(*files, dim=256)


def test_missing_file_is_named(files: tuple[Path, Path]) -> None:
    files[1].unlink()
    with pytest.raises(ModelError, match=r"plda\.npz: the arrays cannot be read: No such file or directory$"):
        read_plda(*files, dim=5)


def test_damaged_file_is_one_clear_line(files: tuple[Path, Path]) -> None:
    files[0].write_bytes(files[0].read_bytes()[:100])
    with pytest.raises(ModelError, match=r"^[^\n]*xvec_transform\.npz: the arrays cannot be read: [^\n]*$"):
        read_plda(*files, dim=5)


def test_file_that_claims_to_be_larger_than_memory_is_refused(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whisper_diarize.weights.weight_file.MAX_BYTES", 2**20)
    with zipfile.ZipFile(files[0], "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mean1.npy", bytes(2**21))
    assert files[0].stat().st_size < 2**16
    with pytest.raises(ModelError, match="they are larger than"):
        read_plda(*files, dim=5)
