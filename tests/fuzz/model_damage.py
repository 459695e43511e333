"""Damage to the files of models, as strangers who know how they are read would do it."""

from __future__ import annotations

import functools
import io
import json
import random
import zipfile
from collections.abc import Callable

import numpy as np

from tests.fakes.small_models import Tensors

from .document_damage import NUMBERS, TEXTS, damaged_bytes, damaged_text, damaged_value, to_json
from .hostile_pickles import hostile_pickle
from .model_seeds import Files, Special, members, zipped

WEIGHTS = (".safetensors", ".npz", ".bin")
EXTREMES = (
    *(np.nan, np.inf, -np.inf, 3.4e38, -3.4e38, 1e30, -1e30, 1e12, 1e-30, 1e-45, -0.0, 0.0, -1.0, 1e5),
    *(1e300, 65_504.0, 8000.0),
)
DTYPES = ("<f8", "<f2", "<i8", "<i4", "<i1", "|b1", "<c8", "|u1")


def damaged_tensors(parts: dict[str, Tensors], rng: random.Random) -> str:
    """Change the tensors of one network; return what was done."""
    tensors = parts[rng.choice(sorted(parts))]
    name = rng.choice(sorted(tensors))
    kind = rng.choice(sorted(_TENSORS))
    _TENSORS[kind](tensors, name, rng)
    return kind


def damaged_files(files: Files, rng: random.Random) -> str:
    """Change the files of a model; return what was done."""
    kinds = sorted(kind for kind, (suffixes, _) in _FILES.items() if _chosen(files, suffixes))
    kind = rng.choice([kind for kind in kinds for _ in range(3 if kind in {"pickle", "zip", "header"} else 1)])
    suffixes, change = _FILES[kind]
    name = rng.choice(_chosen(files, suffixes))
    return f"{kind}{change(files, name, rng) or ''}"


def _chosen(files: Files, suffixes: tuple[str, ...]) -> list[str]:
    return sorted(name for name, data in files.items() if name.endswith(suffixes) and isinstance(data, bytes))


def _reshape(tensors: Tensors, name: str, rng: random.Random) -> None:
    shape = tensors[name].shape
    other = rng.choice(
        ((), (0,), (1,), shape[::-1], (*shape, 1), shape[1:], tuple(n + 1 for n in shape), (1,) * 30, (7, 0))
    )
    tensors[name] = np.zeros(other, np.float32)


def _retype(tensors: Tensors, name: str, rng: random.Random) -> None:
    with np.errstate(all="ignore"):
        for one in rng.choice(([name], sorted(tensors))):
            tensors[one] = tensors[one].astype(rng.choice(DTYPES))


def _rename(tensors: Tensors, name: str, rng: random.Random) -> None:
    tensor = tensors.pop(name)
    others = (
        rng.choice(TEXTS),
        f"{name}.x",
        name.upper(),
        f"resnet.{name}",
        name.replace("0", "9" * 30),
        f"{name}\x00",
    )
    tensors[rng.choice(others).encode("utf-8", "replace").decode()[:30_000]] = tensor


def _add(tensors: Tensors, name: str, rng: random.Random) -> None:
    for number in range(rng.choice((1, 1, 2000))):
        stem = rng.choice(
            ("lstm.weight_hh_l", "linear.", "resnet.layer1.", "x" * 300, "conv1.weight", "lstm.0.weight_hh_l0")
        )
        tensors[f"{stem}{rng.choice((number, '', '.weight'))}"] = rng.choice((tensors[name], np.zeros(3, np.float32)))


def _values(tensors: Tensors, name: str, rng: random.Random) -> None:
    value = rng.choice(EXTREMES)
    chosen = rng.choice(([name], [name], sorted(tensors), [one for one in sorted(tensors) if rng.random() < 0.3]))
    for one in chosen:
        dtype = np.float64 if abs(value) > 1e39 and np.isfinite(value) else np.float32
        if rng.random() < 0.5:
            tensors[one] = np.full(tensors[one].shape, value, dtype)
        else:
            changed = tensors[one].astype(dtype).reshape(-1)
            changed[rng.randrange(changed.size)] = value
            tensors[one] = changed.reshape(tensors[one].shape)


def _scale(tensors: Tensors, _: str, rng: random.Random) -> None:
    factor = np.float32(rng.choice((1e3, 1e9, 1e20, 1e-20, -1.0)))
    with np.errstate(over="ignore"):
        for one in tensors:
            tensors[one] = np.clip(tensors[one] * factor, -3e38, 3e38).astype(np.float32)


_TENSORS: dict[str, Callable[[Tensors, str, random.Random], None]] = {
    "shape": _reshape,
    "type": _retype,
    "name": _rename,
    "more": _add,
    "fewer": lambda tensors, name, _: tensors.__delitem__(name),
    "values": _values,
    "scale": _scale,
}


def _bytes(files: Files, name: str, rng: random.Random) -> str:
    kind, files[name] = damaged_bytes(_data(files, name), rng)
    return f" {kind}"


def _header(files: Files, name: str, rng: random.Random) -> None:
    """Change the JSON in front of tensors, or its size."""
    data = _data(files, name)
    size = int.from_bytes(data[:8], "little")
    header, rest = json.loads(data[8 : 8 + size]), data[8 + size :]
    if rng.random() < 0.6:
        _, header = damaged_value(header, rng)
        text = to_json(header)
    else:
        text = _tricks(header, rng)
    encoded = text.encode("utf-8", "surrogatepass")
    size = rng.choice((len(encoded),) * 8 + (0, len(encoded) - 1, len(encoded) + 1, 2**20, 2**32, 2**63, 2**64 - 1))
    files[name] = size.to_bytes(8, "little") + encoded + rest


def _tricks(header: dict[str, dict[str, object]], rng: random.Random) -> str:
    """Return a header whose tensors lie over each other, are of another type, are there twice, or are many."""
    names = sorted(name for name in header if name != "__metadata__")
    one, other = rng.sample(names, 2)
    kind = rng.choice(("overlap", "type", "twice", "many", "long", "metadata"))
    if kind == "overlap":
        header[one]["data_offsets"] = header[other]["data_offsets"]
    if kind == "type":
        header[one]["dtype"] = rng.choice(("F64", "F16", "BF16", "F8_E4M3", "C64", "U64", "f32", "", "X" * 999, "F4"))
    if kind == "long":
        header["x" * 500_000] = header.pop(one)
    if kind == "many":
        header |= {f"t{n}": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]} for n in range(12_000)}
    if kind == "metadata":
        header["__metadata__"] = {
            "whisper_diarize": rng.choice((*TEXTS, "[" * 99_999, '{"duration": 1e999}', "9" * 5000))
        }
    text = json.dumps(header)
    return text[:-1] + f", {text[1:]}" if kind == "twice" else text


def _zip(files: Files, name: str, rng: random.Random) -> str:
    """Pack the members in another way, under other names, with other sizes, or more of them."""
    contents = members(_data(files, name))
    one = rng.choice(sorted(contents))
    kind = rng.choice(sorted(_ZIPS))
    files[name] = _ZIPS[kind](contents, one, rng)
    return f" {kind}"


def _sizes(contents: dict[str, bytes], _: str, rng: random.Random) -> bytes:
    """Change sizes, offsets and flags in the directory of a zip."""
    data = bytearray(zipped(contents))
    places = [place for place in range(len(data) - 46) if data[place : place + 4] == b"PK\x01\x02"]
    place = rng.choice(places) + rng.choice((8, 10, 20, 24, 28, 30, 42))
    data[place : place + 4] = rng.choice((0, 1, 2**16, 2**28 - 1, 2**31, 2**32 - 1)).to_bytes(4, "little")
    return bytes(data)


def _renamed(contents: dict[str, bytes], one: str, rng: random.Random) -> bytes:
    names = (
        "../../etc/x.npy",
        "/etc/x.npy",
        "/",
        one.upper(),
        "a" * 60_000,
        "\x1b[2J\u202e.npy",
        f"{one}.npy",
        "C:\\x.npy",
    )
    return zipped({(rng.choice(names) if name == one else name): data for name, data in contents.items()})


def _bomb(contents: dict[str, bytes], one: str, rng: random.Random) -> bytes:
    contents[one] = contents[one][: rng.choice((0, 64, 128))] + bytes(rng.choice((200, 255, 300)) << 20)
    return _deflated(contents)


def _deflated(contents: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()


def _npy(contents: dict[str, bytes], one: str, rng: random.Random) -> bytes:
    """Change the header of an array."""
    texts = (
        *("(" * 60_000, "{'descr': " * 9000, "9" * 60_000, "__import__('os').system('touch pwned')", "\x00" * 99),
        *(f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({n},), }}" for n in (-1, 2**62, 10**30, 0.5, "True")),
        *(
            f"{{'descr': {d}, 'fortran_order': False, 'shape': (1,), }}"
            for d in ("'|O'", "'<U999999999'", "'V0'", "'<M8[ns]'")
        ),
        *(
            f"{{'descr': {d}, 'fortran_order': 2, 'shape': (), }}"
            for d in ("[('a','<f4',(2**9,))]", "[('a','|O')]", "'<f4'", "5")
        ),
        "{'descr': '<f4', 'fortran_order': False, 'shape': (" + "1," * 900 + "), }",
    )
    text = rng.choice(texts).encode() + b"\n"
    version, width = rng.choice(((1, 2), (1, 2), (2, 4), (3, 4), (9, 4)))
    length = rng.choice((len(text), len(text), 2**16 - 1 if width == 2 else 2**31))
    contents[one] = b"\x93NUMPY" + bytes((version, 0)) + min(length, 256**width - 1).to_bytes(width, "little") + text
    return zipped(contents)


_ZIPS: dict[str, Callable[[dict[str, bytes], str, random.Random], bytes]] = {
    "compressed": lambda contents, _, rng: zipped(contents, rng.choice((8, 12, 14))),
    "bomb": _bomb,
    "sizes": _sizes,
    "names": _renamed,
    "member": lambda contents, one, rng: zipped(contents | {one: damaged_bytes(contents[one], rng)[1]}),
    "fewer": lambda contents, one, _: zipped({name: data for name, data in contents.items() if name != one}),
    "many": lambda contents, _, rng: zipped(contents | {f"{n}{rng.choice(('', '.npy'))}": b"" for n in range(9000)}),
    "header": _npy,
    "front": lambda contents, _, rng: rng.randbytes(99) + zipped(contents),
    "end": lambda contents, _, rng: zipped(contents) + rng.randbytes(rng.choice((9, 70_000))),
}


def _pickle(files: Files, name: str, rng: random.Random) -> str:
    contents = members(_data(files, name))
    kind, program = hostile_pickle(rng)
    files[name] = zipped(contents | {next(one for one in contents if one.endswith("data.pkl")): program})
    return f" {kind}"


def _description(files: Files, name: str, rng: random.Random) -> None:
    """Change the text of a description."""
    text = _data(files, name).decode()
    if name.endswith(".json") and rng.random() < 0.7:
        keys = (
            "duration",
            "step",
            "name",
            "max_speakers_per_chunk",
            "clustering",
            "threshold",
            "quantization",
            "n_vocab",
        )
        value = json.loads(text)
        _, changed = damaged_value(value | ({rng.choice(keys): 1} if rng.random() < 0.3 else {}), rng)
        text = to_json(changed)
        text = f"{text[:-1]}, {text[1:]}" if rng.random() < 0.1 and text.startswith("{") else text
    elif name.endswith(".yaml") and rng.random() < 0.6:
        text = _yaml(text, rng)
    else:
        _, text = damaged_text(text, rng)
    files[name] = text.encode("utf-8", "surrogatepass")


def _yaml(text: str, rng: random.Random) -> str:
    lines = text.splitlines()
    place = rng.randrange(1, len(lines))
    key = lines[place].partition(":")[0]
    value = rng.choice(
        (
            *(
                "&a [*a, *a]",
                "{<<: [{a: 1}, {b: 2}]}",
                "!!python/object/apply:os.system ['touch pwned']",
                "!!binary x",
                "[" * 9999,
            ),
            *(
                "{a: " * 9999,
                "!!set {a, a}",
                "*a",
                "&a x",
                "2001-99-99",
                "1:" * 9999 + "1",
                "0x" + "f" * 5000,
                "9" * 5000,
                ".inf",
            ),
            *(
                "$model/../../etc",
                "$model//dev/zero",
                "$model/\x00",
                "/dev/zero",
                "owner/name",
                "$model/" + "a/" * 3000,
                "~",
                "[]",
            ),
            *map(str, NUMBERS),
        )
    )
    return "\n".join([*lines[:place], f"{key}: {value}", *lines[place + 1 :]])


def _special(files: Files, name: str, rng: random.Random) -> str:
    """Put something in the place of a file that is none."""
    kind = rng.choice(("pipe", "folder", "device", "loop", "dangling", "outside", "sparse", "huge", "empty", "gone"))
    data = _data(files, name)
    chosen: dict[str, Special | bytes] = {
        "pipe": Special("pipe"),
        "folder": Special("folder"),
        "device": Special("link", rng.choice(("/dev/zero", "/dev/full", "/dev/urandom", "/proc/self/mem", "/dev/tty"))),
        "loop": Special("link", name.rpartition("/")[2]),
        "dangling": Special("link", "nothing"),
        "outside": Special("link", rng.choice(("/etc/passwd", "..", "/proc/self/environ", "/"))),
        "sparse": Special("sparse", size=rng.choice((2**20, 2**28, 2**28 + 1, 2**40)), start=data),
        "huge": Special("sparse", size=rng.choice((2**27, 2**28, 2**36))),
        "empty": b"",
        "gone": Special("link", "/nonexistent/" + "x" * 300),
    }
    files[name] = chosen[kind]
    return f" {kind}"


def _swapped(files: Files, name: str, rng: random.Random) -> None:
    """Give a file the contents of another, or of another kind of file."""
    others = [data for one, data in sorted(files.items()) if one != name]
    strange = (
        b"\x89PNG\r\n\x1a\n" + bytes(99),
        b"RIFF" + bytes(99),
        b"PK\x03\x04",
        b"\x80\x02",
        b"<html>" * 99,
        pickle_of_old_torch(),
    )
    files[name] = rng.choice((*others, *strange))


@functools.cache
def pickle_of_old_torch() -> bytes:
    """Return the beginning of a file of torch before 1.6."""
    return b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03."


def _large(files: Files, name: str, rng: random.Random) -> str:
    """Put a network there of the largest size that is read, all zeros, in a file that takes no room."""
    from whisper_diarize.nn import PyanNetDimensions, ResNetDimensions
    from whisper_diarize.weights.contract import embedding_shapes, segmentation_shapes

    kind = rng.choice(("F16", "F32", "F64", "BF16"))
    width = {"F16": 2, "BF16": 2, "F32": 4, "F64": 8}[kind]
    shapes = (
        segmentation_shapes(PyanNetDimensions(7, rng.choice((1, 2, 5, 16)), rng.choice((512, 1024)), 1024, 2))
        if "segmentation" in name
        else embedding_shapes(ResNetDimensions(rng.choice((64, 128, 160)), 4096))
    )
    header, place = {}, 0
    for one, shape in shapes.items():
        size = int(np.prod(shape)) * width
        header[one] = {"dtype": kind, "shape": list(shape), "data_offsets": [place, place + size]}
        place += size
    text = json.dumps(header).encode()
    start = len(text).to_bytes(8, "little") + text
    files[name] = Special("sparse", size=len(start) + place, start=start)
    return f" {kind}"


def _data(files: Files, name: str) -> bytes:
    data = files[name]
    assert isinstance(data, bytes)
    return data


Change = Callable[[Files, str, random.Random], "str | None"]
_FILES: dict[str, tuple[tuple[str, ...], Change]] = {
    "bytes": (("",), _bytes),
    "header": ((".safetensors",), _header),
    "zip": ((".npz", ".bin", ".pt"), _zip),
    "pickle": ((".bin", ".pt"), _pickle),
    "description": ((".json", ".yaml"), _description),
    "special": (("",), _special),
    "swapped": (("",), _swapped),
    "large": (("segmentation.safetensors", "embedding.safetensors"), _large),
}
