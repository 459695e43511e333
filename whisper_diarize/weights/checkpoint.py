"""Reader of torch's checkpoints without torch and without running code: a zip of a pickle and raw numbers.

Source of the format: PyTorch 2, torch/serialization.py (BSD-3-Clause); of what pyannote.audio and Lightning add:
pyannote.audio 4.0.7 core/model.py, on_save_checkpoint (MIT).
"""

from __future__ import annotations

import math
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from whisper_diarize.errors import ModelError

from .dtypes import BFLOAT16, TORCH, Array
from .messages import first_line
from .unpickle import Builder, ForbiddenError, Global, Record, UnpickleError, unpickle

PICKLE = "data.pkl"
MAX_PICKLE_BYTES = 2**20  # pyannote's have 22 thousand; an instruction may be one byte, and make an object
MAX_BYTES = 2**28  # of all storages that are read: one may be asked for several times
MAX_NUMBERS = 2**40
MAX_AXES = 8
ZIP_MAGIC, PICKLE_MAGIC = b"PK", b"\x80"


@dataclass(frozen=True, slots=True)
class Storage:
    """A block of numbers in the zip: its file, their type, and how many."""

    key: str
    kind: str
    length: int


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """A view of a storage; offset and strides are counted in numbers."""

    storage: Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


# Any: a value of a pickle
def read_checkpoint(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """Return a checkpoint's tensors by name, as they are stored, and everything else that it says.

    Raises:
        ModelError: it cannot be read, is not such a file, or holds more than data.
    """
    try:
        with path.open("rb") as file:
            start = file.read(2)
        with zipfile.ZipFile(path) as archive:
            return _read(path, archive)
    except UnpickleError as exc:
        raise ModelError(f"{path}: the weights cannot be read: {exc}") from exc
    except zipfile.BadZipFile as exc:
        raise ModelError(f"{path}: the weights cannot be read: {_why_no_zip(start, exc)}") from exc
    except (OSError, EOFError, ValueError, RuntimeError, struct.error) as exc:  # RuntimeError: encrypted
        raise ModelError(f"{path}: the weights cannot be read: {first_line(exc)}") from exc


def _why_no_zip(start: bytes, exc: zipfile.BadZipFile) -> str:
    if start.startswith(ZIP_MAGIC):
        return f"the file is incomplete or damaged ({exc}); fetch it again"
    if start.startswith(PICKLE_MAGIC):
        return "it is a pickle as torch wrote them before version 1.6; save it again with a newer torch"
    return "it is not a torch checkpoint"


def _read(path: Path, archive: zipfile.ZipFile) -> tuple[dict[str, Array], dict[str, Any]]:
    pickles = [name for name in archive.namelist() if name.endswith(f"/{PICKLE}") and name.count("/") == 1]
    if len(pickles) != 1:
        raise ModelError(f"{path}: the weights cannot be read: it is a zip, but not of torch: no {PICKLE} in it")
    folder = pickles[0].removesuffix(PICKLE)
    if archive.getinfo(pickles[0]).file_size > MAX_PICKLE_BYTES:
        raise ModelError(f"{path}: the weights cannot be read: its {PICKLE} is too large for one")
    try:
        contents = unpickle(_stored(archive, pickles[0]), _NAMES, _storage)
    except ForbiddenError as exc:
        raise ModelError(
            f"{path}: the file is not trusted and was not loaded: it tries to run code, for it names {exc.name!r}, "
            "which is not data; if you trust where it is from, convert it to safetensors there, with torch"
        ) from exc
    if not isinstance(contents, dict):
        raise ModelError(f"{path}: the weights cannot be read: it holds no state_dict")
    state = contents.get("state_dict", contents)
    if not isinstance(state, dict) or not all(type(t) is StoredTensor and type(n) is str for n, t in state.items()):
        raise ModelError(f"{path}: the weights cannot be read: its state_dict holds other things than tensors")
    storages = _Storages(archive, folder)
    return {name: storages.tensor(tensor) for name, tensor in state.items()}, contents


class _Storages:
    """The numbers of an archive; each block is read once, however many tensors share it."""

    def __init__(self, archive: zipfile.ZipFile, folder: str) -> None:
        self._archive = archive
        self._folder = folder
        self._read: dict[Storage, Array] = {}
        self._bytes = 0
        order = f"{folder}byteorder"
        self._big = order in archive.namelist() and _stored(archive, order) == b"big"

    def tensor(self, tensor: StoredTensor) -> Array:
        """Return a view of the numbers."""
        if tensor.storage not in self._read:
            self._read[tensor.storage] = self._numbers(tensor.storage)
        numbers = self._read[tensor.storage]
        size = numbers.itemsize
        strides = tuple(stride * size for stride in tensor.strides)
        view: Array = np.ndarray(tensor.shape, numbers.dtype, numbers, tensor.offset * size, strides)
        return view

    def _numbers(self, storage: Storage) -> Array:
        data = _stored(self._archive, f"{self._folder}data/{storage.key}")
        self._bytes += len(data)
        if self._bytes > MAX_BYTES:
            raise UnpickleError(f"its tensors are larger than {MAX_BYTES >> 20} MiB")
        dtype = TORCH[storage.kind]
        if len(data) != storage.length * dtype.itemsize:
            raise UnpickleError(f"storage {storage.key} has {len(data)} bytes, not {storage.length * dtype.itemsize}")
        if self._big and dtype == BFLOAT16:
            return np.frombuffer(data, ">u2").astype("<u2").view(BFLOAT16)
        return np.frombuffer(data, dtype.newbyteorder(">") if self._big else dtype)


def _stored(archive: zipfile.ZipFile, name: str) -> bytes:
    """Read a member; torch never compresses, so that none is larger than the file."""
    try:
        member = archive.getinfo(name)
    except KeyError as exc:
        raise UnpickleError(f"the file lacks its part {name}") from exc
    if member.compress_type != zipfile.ZIP_STORED:
        raise UnpickleError(f"its part {name} is compressed, which torch never does")
    return archive.read(member)


def _storage(identifier: tuple[Any, ...]) -> Storage:
    """Make a storage of ("storage", type, file, device, length)."""
    word, kind, key, _, length = identifier
    if word != "storage" or type(kind) is not Global or kind.name not in TORCH or type(key) is not str:
        raise UnpickleError("the pickle refers to something that is not a storage")
    if type(length) is not int or not 0 <= length < MAX_NUMBERS:
        raise UnpickleError("the pickle is broken: the length of a storage is impossible")
    return Storage(key, kind.name, length)


def _tensor(arguments: tuple[Any, ...]) -> StoredTensor:
    """Stand in for torch._utils._rebuild_tensor_v2; the tensor must lie within its storage."""
    storage, offset, shape, strides = arguments[:4]
    if type(storage) is not Storage or len(shape) != len(strides):
        raise UnpickleError("the pickle is broken: a tensor is not described as torch does")
    if len(shape) > MAX_AXES or any(type(n) is not int or not 0 <= n < MAX_NUMBERS for n in (offset, *shape, *strides)):
        raise UnpickleError("the pickle is broken: the shape of a tensor is impossible")
    last = offset + sum((count - 1) * stride for count, stride in zip(shape, strides, strict=True))
    # more numbers than the storage has: one that repeats itself, and may be larger than memory
    if math.prod(shape) and (last >= storage.length or math.prod(shape) > storage.length):
        raise UnpickleError(f"a tensor of shape {tuple(shape)} does not fit its storage of {storage.length} numbers")
    return StoredTensor(storage, offset, tuple(shape), tuple(strides))


def _record(kind: str) -> Builder:
    return lambda arguments: Record(kind, arguments)


def _dictionary(arguments: tuple[Any, ...]) -> dict[Any, Any]:
    """Stand in for OrderedDict() and OrderedDict(pairs)."""
    pairs = arguments[0] if arguments else []
    if type(pairs) is dict:
        return pairs
    if not all(type(key) is str for key, _ in pairs):
        raise UnpickleError("the pickle is broken: a dictionary is not one")
    return dict(pairs)


def _empty(_: tuple[Any, ...]) -> dict[Any, Any]:
    """Stand in for defaultdict(type): pairs follow on their own."""
    return {}


_LIGHTNING = ("pytorch_lightning", "lightning.pytorch")
_DATA_CLASSES = (
    "torch device",
    "torch.torch_version TorchVersion",
    "pyannote.audio.core.model Introspection",
    "pyannote.audio.core.task Specifications",
    "pyannote.audio.core.task Problem",
    "pyannote.audio.core.task Resolution",
    "omegaconf.base ContainerMetadata",
    "omegaconf.base Metadata",
    "omegaconf.dictconfig DictConfig",
    "omegaconf.listconfig ListConfig",
    "omegaconf.nodes AnyNode",
)
_MARKERS = (
    *TORCH,
    *(f"torch {name}" for name in ("float64", "float32", "float16", "bfloat16", "int64", "int32", "uint8", "bool")),
    *(f"{module} {name}" for module in ("__builtin__", "builtins") for name in ("list", "dict", "int", "str", "float")),
    "__builtin__ long",
    "typing Any",
    *(f"{module}.callbacks.early_stopping EarlyStopping" for module in _LIGHTNING),
    *(f"{module}.callbacks.model_checkpoint ModelCheckpoint" for module in _LIGHTNING),
)
_FUNCTIONS: dict[str, Callable[[tuple[Any, ...]], Any]] = {
    "torch._utils _rebuild_tensor_v2": _tensor,
    "torch._utils _rebuild_parameter": lambda arguments: arguments[0],
    "torch Size": lambda arguments: tuple(arguments[0]),
    "collections OrderedDict": _dictionary,
    "collections defaultdict": _empty,
    "pytorch_lightning.utilities.parsing AttributeDict": _dictionary,
    "lightning.pytorch.utilities.parsing AttributeDict": _dictionary,
    "lightning.fabric.utilities.data AttributeDict": _dictionary,
    "lightning_fabric.utilities.data AttributeDict": _dictionary,
}
# everything that a checkpoint may name
_NAMES: dict[str, Builder | None] = {
    **dict.fromkeys(_MARKERS),
    **{kind: _record(kind) for kind in _DATA_CLASSES},
    **_FUNCTIONS,
}
