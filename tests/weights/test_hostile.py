"""Files of weights that claim what they do not have are refused in one line."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from whisper_diarize.errors import ModelError
from whisper_diarize.weights import brief, embedding_weights, read_weight_file


def npy(header: str) -> bytes:
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


def npz(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"no array", "magic string is not correct"),
        ("a.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 0), }"), "a shape"),
        ("a.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000,), }"), "has 0 bytes"),
        ("a.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (" + "1," * 3000 + "), }"), "a shape"),
    ],
    ids=["no array", "2**62 by 0", "short", "3000 axes"],
)
def test_a_member_of_an_npz_must_be_the_array_that_its_header_says(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(ModelError, match=f"^[^\n]*w.npz: the arrays cannot be read: [^\n]*{reason}[^\n]*$"):
        read_weight_file(npz(tmp_path / "w.npz", name, content))


def test_an_npz_that_unpacks_to_3_gb_is_not_unpacked(tmp_path: Path) -> None:
    path = npz(tmp_path / "w.npz", "a.npy", b"")
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    data[place + 24 : place + 28] = (3 * 10**9).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(ModelError, match="they are larger than 256 MiB"):
        read_weight_file(path)


@pytest.mark.parametrize("shape", [[2**62, 0], [1] * 100_000])
def test_a_safetensors_file_with_an_impossible_shape_is_refused(tmp_path: Path, shape: list[int]) -> None:
    size = 0 if 0 in shape else 4
    header = json.dumps({"a": {"dtype": "F32", "shape": shape, "data_offsets": [0, size]}}).encode()
    path = tmp_path / "w.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header + bytes(size))
    with pytest.raises(ModelError, match="a has a shape that no weights have"):
        read_weight_file(path)


def test_a_pickle_of_many_instructions_is_refused_unread(tmp_path: Path) -> None:
    path = npz(tmp_path / "w.bin", "archive/data.pkl", b"\x80\x02" + b"}0" * 2**19 + b".")
    with pytest.raises(ModelError, match="too large"):
        read_weight_file(path)


def test_weights_that_are_not_finite_are_refused(tmp_path: Path, embedding: dict[str, np.ndarray]) -> None:
    embedding["resnet.seg_1.bias"][0] = np.nan
    file = io.BytesIO()
    np.savez(file, **embedding)  # type: ignore[arg-type]  # names are no options
    path = tmp_path / "embedding.npz"
    path.write_bytes(file.getvalue())
    with pytest.raises(ModelError, match=r"seg_1\.bias has numbers that are not finite"):
        embedding_weights(path)


def test_a_whole_number_of_any_length_has_a_short_text() -> None:
    assert brief(10**5000) == "a whole number of 16610 bits"
