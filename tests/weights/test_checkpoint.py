"""Files that torch saved, read without it."""

import io
import os
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from whisper_diarize.errors import ModelError
from whisper_diarize.weights.checkpoint import read_checkpoint
from whisper_diarize.weights.dtypes import to_float32, type_name


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    def write(contents: object, **options: Any) -> Path:
        path = tmp_path / "model.bin"
        torch.save(contents, path, **options)
        return path

    return write


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None], compression: int = zipfile.ZIP_STORED) -> Path:
    """Write an archive again, each member changed, or left out."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items():
            changed = change(name, content)
            if changed is not None:
                archive.writestr(name, changed)
    return path


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16", "int64", "int32", "uint8", "bool"])
def test_numbers_of_every_type_are_torchs(save: Callable[..., Path], dtype: str) -> None:
    tensor = torch.linspace(-3, 3, 7).to(getattr(torch, dtype))
    array = read_checkpoint(save({"a": tensor}))[0]["a"]
    assert type_name(array) == dtype
    np.testing.assert_array_equal(to_float32(array), tensor.float().numpy())


def test_views_and_shared_storages_are_torchs(save: Callable[..., Path]) -> None:
    base = torch.arange(24.0).reshape(2, 3, 4)
    tensors = {"all": base, "turned": base.permute(2, 0, 1), "part": base[1, 1:, ::2], "one": base[1, 2, 3]}
    tensors |= {"none": torch.zeros(0, 3), "number": torch.tensor(2.5)}
    arrays, _ = read_checkpoint(save(tensors))
    for name, tensor in tensors.items():
        np.testing.assert_array_equal(arrays[name], tensor.numpy(), err_msg=name)
    assert np.shares_memory(arrays["all"], arrays["turned"])


def test_parameters_are_tensors(save: Callable[..., Path]) -> None:
    arrays, _ = read_checkpoint(save(OrderedDict(a=torch.nn.Parameter(torch.ones(2)))))
    np.testing.assert_array_equal(arrays["a"], [1, 1])


def test_state_of_a_module_is_read(save: Callable[..., Path]) -> None:
    module = torch.nn.Sequential(torch.nn.Conv1d(2, 3, 5), torch.nn.BatchNorm1d(3))
    arrays, _ = read_checkpoint(save(module.state_dict()))
    assert {name: array.shape for name, array in arrays.items()} == {
        name: tuple(tensor.shape) for name, tensor in module.state_dict().items()
    }


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_big_endian_numbers_are_turned(save: Callable[..., Path], dtype: str) -> None:
    tensor = torch.linspace(-3, 3, 7).to(getattr(torch, dtype))
    size = tensor.element_size()

    def big(name: str, content: bytes) -> bytes:
        if name.endswith("byteorder"):
            return b"big"
        return np.frombuffer(content, f"<u{size}").byteswap().tobytes() if "/data/" in name else content

    array = read_checkpoint(rewritten(save({"a": tensor}), big))[0]["a"]
    np.testing.assert_array_equal(to_float32(array), tensor.float().numpy())


def test_everything_else_that_lightning_saves_is_plain(save: Callable[..., Path], library: Callable[..., type]) -> None:
    specifications = library("pyannote.audio.core.task", "Specifications")
    attributes = library("pytorch_lightning.utilities.parsing", "AttributeDict", dict)
    stated = specifications()
    stated.__dict__ |= {"duration": 5.0, "classes": ["a", "b"]}
    contents = {
        "epoch": 3,
        "state_dict": {"a": torch.ones(1)},
        "optimizer_states": [{"state": {0: {"step": torch.tensor(1.0)}}}],
        "hyper_parameters": attributes(sincnet={"stride": 10}),
        "pyannote.audio": {
            "versions": {"torch": torch.torch_version.TorchVersion("2.13.0")},
            "specifications": stated,
        },
        "shape": torch.Size([1, 2]),
        "type": torch.float16,
        "device": torch.device("cpu"),
    }
    tensors, found = read_checkpoint(save(contents))
    assert list(tensors) == ["a"]
    assert found["hyper_parameters"] == {"sincnet": {"stride": 10}}
    assert found["pyannote.audio"]["specifications"].state == {"duration": 5.0, "classes": ["a", "b"]}
    assert (found["epoch"], found["shape"]) == (3, (1, 2))


class Runs:
    def __init__(self, function: Callable[..., Any], *args: object) -> None:
        self.call = function, args

    def __reduce__(self) -> tuple[object, ...]:
        return self.call


@pytest.mark.parametrize(
    ("function", "name"),
    [(os.system, "posix.system"), (eval, "builtins.eval"), (getattr, "builtins.getattr"), (torch.load, "torch.load")],
)
def test_code_is_refused_by_name_and_does_not_run(
    save: Callable[..., Path], tmp_path: Path, function: Callable[..., Any], name: str
) -> None:
    marker = tmp_path / "ran"
    command = f"touch {marker}" if function is os.system else f"open({str(marker)!r}, 'w')"
    path = save({"state_dict": {"a": torch.ones(1)}, "extra": Runs(function, command)})
    module, _, attribute = name.rpartition(".")
    # pickles of protocol 2 spell the names of Python 2
    spelled = f"({name}|__builtin__.{attribute}|{module.split('.')[0]}[.a-z_]*{attribute})"
    with pytest.raises(ModelError, match=rf"model\.bin: [^\n]*tries to run code[^\n]*'{spelled}'[^\n]*safetensors"):
        read_checkpoint(path)
    assert not marker.exists()


def test_refused_file_runs_code_where_torch_trusts_it(save: Callable[..., Path], tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    torch.load(save({"a": Runs(os.system, f"touch {marker}")}), weights_only=False)
    assert marker.exists()


def test_whole_modules_are_refused(save: Callable[..., Path]) -> None:
    with pytest.raises(ModelError, match=r"tries to run code.*'torch\.nn\.modules\.linear\.Linear'"):
        read_checkpoint(save(torch.nn.Linear(1, 1)))


def test_old_torch_files_say_so(save: Callable[..., Path]) -> None:
    with pytest.raises(ModelError, match=r"before version 1\.6"):
        read_checkpoint(save({"a": torch.ones(1)}, _use_new_zipfile_serialization=False))


@pytest.mark.parametrize("share", [0.3, 0.9, 0.99])
def test_truncated_file_is_one_clear_line(save: Callable[..., Path], share: float) -> None:
    path = save({"a": torch.ones(1000)})
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(ModelError, match=r"^[^\n]*model\.bin: [^\n]*incomplete or damaged[^\n]*$"):
        read_checkpoint(path)


def test_flipped_bit_is_noticed(save: Callable[..., Path]) -> None:
    path = save({"a": torch.ones(1000)})
    content = bytearray(path.read_bytes())
    content[content.index(np.ones(4, np.float32).tobytes()) + 100] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelError, match="damaged"):
        read_checkpoint(path)


def data(name: str) -> bool:
    return name.endswith("data/0")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda name, content: content[:-4] if data(name) else content, "storage 0 has 36 bytes, not 40"),
        (lambda name, content: None if data(name) else content, "lacks its part"),
        (lambda name, content: None if name.endswith("data.pkl") else content, "not of torch"),
        (lambda name, content: content + b"\0" * 2**24 if name.endswith("data.pkl") else content, "too large"),
        (lambda name, content: content[:-20] if name.endswith("data.pkl") else content, "the pickle is broken"),
    ],
)
def test_broken_parts_are_one_clear_line(save: Callable[..., Path], change: Callable[..., Any], reason: str) -> None:
    with pytest.raises(ModelError, match=rf"^[^\n]*model\.bin: [^\n]*{reason}[^\n]*$"):
        read_checkpoint(rewritten(save({"a": torch.ones(10)}), change))


def test_compressed_parts_are_refused_before_they_are_unpacked(save: Callable[..., Path]) -> None:
    path = rewritten(save({"a": torch.zeros(10_000)}), lambda _, content: content, zipfile.ZIP_DEFLATED)
    with pytest.raises(ModelError, match="compressed, which torch never does"):
        read_checkpoint(path)


@pytest.mark.parametrize(
    "description",
    [
        (0, (5,), (1,)),  # beyond the end
        (2, (3,), (1,)),
        (0, (2, 2), (3, 1)),
        (0, (10**9,), (0,)),  # one number, a thousand million times
        (0, (-1,), (1,)),
        (-1, (1,), (1,)),
        (0, (1,), (-1,)),
        (0, (10**30,), (0,)),
        (0, (1, 1), (1,)),
        (0, ("a",), (1,)),
    ],
)
def test_tensor_that_does_not_fit_its_storage_is_refused(tmp_path: Path, description: tuple[Any, ...]) -> None:
    class Pickler(pickle.Pickler):
        def persistent_id(self, obj: object) -> object:
            return ("storage", torch.FloatStorage, "0", "cpu", 4) if obj == "numbers" else None

    class Tensor:
        def __reduce__(self) -> tuple[object, ...]:
            return torch._utils._rebuild_tensor_v2, ("numbers", *description, False, OrderedDict())

    buffer = io.BytesIO()
    Pickler(buffer, 2).dump({"a": Tensor()})
    path = tmp_path / "model.bin"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", buffer.getvalue())
        archive.writestr("archive/data/0", np.ones(4, np.float32).tobytes())
    with pytest.raises(ModelError, match=r"^[^\n]*model\.bin: the weights cannot be read: [^\n]*$"):
        read_checkpoint(path)


@pytest.mark.parametrize("contents", [[torch.ones(1)], {"state_dict": {"a": 3}}, {"state_dict": 3}, {"a": "b"}])
def test_file_without_tensors_by_name_is_refused(save: Callable[..., Path], contents: object) -> None:
    with pytest.raises(ModelError, match="state_dict"):
        read_checkpoint(save(contents))


@pytest.mark.parametrize("content", [b"", b"<!doctype html>", b"version https://git-lfs.github.com/spec/v1"])
def test_other_files_are_not_checkpoints(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="not a torch checkpoint"):
        read_checkpoint(path)


def test_missing_file_is_named_once(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"^[^:]*none\.bin: the weights cannot be read: No such file or directory$"):
        read_checkpoint(tmp_path / "none.bin")
