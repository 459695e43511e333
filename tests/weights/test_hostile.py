"""Files of weights that claim what they do not have are refused in one line."""

import io
import json
import math
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from whisper_diarize.dimensions import PyanNetDimensions
from whisper_diarize.errors import ModelError
from whisper_diarize.weights import (
    brief,
    embedding_weights,
    make_embedding,
    network_weights,
    read_plda,
    read_weight_file,
)
from whisper_diarize.weights.contract import segmentation_shapes


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


def test_a_pipe_is_no_file_of_weights(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    os.mkfifo(path)
    with pytest.raises(ModelError, match="the weights cannot be read: it is no plain file"):
        read_weight_file(path)


@pytest.mark.parametrize("name", ["w.bin", "w.npz", "w.safetensors"])
def test_a_device_is_no_file_of_weights(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.symlink_to("/dev/zero")
    with pytest.raises(ModelError, match="the weights cannot be read: it is no plain file"):
        read_weight_file(path)


def test_a_device_is_no_plda(tmp_path: Path) -> None:
    path = tmp_path / "plda.npz"
    path.symlink_to("/dev/zero")
    with pytest.raises(ModelError, match="the arrays cannot be read: it is no plain file"):
        read_plda(path, path, 5)


def test_a_variance_is_not_negative(tmp_path: Path, embedding: dict[str, np.ndarray]) -> None:
    embedding["resnet.bn1.running_var"][0] = -1
    path = tmp_path / "embedding.safetensors"
    save_file(embedding, path)
    with pytest.raises(ModelError, match=r"resnet\.bn1\.running_var has negative numbers"):
        embedding_weights(path)


def test_weights_that_overflow_make_no_network(tmp_path: Path, embedding: dict[str, np.ndarray]) -> None:
    embedding |= {"resnet.bn1.weight": np.full(2, 3e38, np.float32), "resnet.bn1.running_var": np.zeros(2, np.float32)}
    path = tmp_path / "embedding.safetensors"
    save_file(embedding, path)
    with pytest.raises(ModelError, match=r"the embedding network's conv1\.weight is too large to compute with"):
        make_embedding(embedding_weights(path))


def test_the_parameters_of_a_network_are_bounded_before_they_are_read_as_numbers(tmp_path: Path) -> None:
    shapes = segmentation_shapes(PyanNetDimensions(num_classes=7, num_lstm_layers=5, lstm_size=1024))
    header, place = {}, 0
    for name, shape in shapes.items():
        size = 2 * math.prod(shape)
        header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [place, place + size]}
        place += size
    text = json.dumps(header).encode()
    path = tmp_path / "w.safetensors"
    path.write_bytes(len(text).to_bytes(8, "little") + text)
    os.truncate(path, 8 + len(text) + place)
    with pytest.raises(ModelError, match="million parameters; networks of at most 34 million are read"):
        network_weights(path)


def test_a_pickle_that_gives_large_states_many_times_is_refused(tmp_path: Path) -> None:
    state = b"}(" + b"".join(b"X\x06\x00\x00\x00%06dN" % number for number in range(20_000)) + b"u"
    program = b"\x80\x02" + state + b"q\x000ctorch\ndevice\n)R" + b"h\x00b" * 90_000 + b"."
    path = npz(tmp_path / "w.bin", "archive/data.pkl", program)
    with pytest.raises(ModelError, match="the pickle makes too much of too little"):
        read_weight_file(path)
