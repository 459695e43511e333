"""Pickles that run code, or make much of little; each is the `data.pkl` of a checkpoint."""

from __future__ import annotations

import pickle
import random
import struct

START, STOP = b"\x80\x02", b"."
LARGE = 900_000  # bytes: just below what is read


def hostile_pickle(rng: random.Random) -> tuple[str, bytes]:
    """Return what a pickle is about, and the pickle."""
    kind = rng.choice(sorted(_PROGRAMS))
    return kind, _PROGRAMS[kind](rng)


def _code(rng: random.Random) -> bytes:
    module, name = rng.choice(
        (
            *(("os", "system"), ("posix", "system"), ("builtins", "eval"), ("builtins", "getattr"), ("nt", "system")),
            *(("torch", "load"), ("torch.hub", "load"), ("numpy.core.multiarray", "_reconstruct"), ("a" * 9000, "b")),
            *(("collections", "OrderedDict.__init__"), ("torch._utils", "_rebuild_tensor_v3"), ("\x1b[2J", "\u202e")),
        )
    )
    how = rng.choice(("reduce", "newobj", "inst", "obj", "stack"))
    argument = _text("touch pwned")
    named = f"c{module}\n{name}\n".encode()
    programs = {
        "reduce": named + argument + b"\x85R",
        "newobj": named + argument + b"\x85\x81",
        "inst": b"(" + argument + f"i{module}\n{name}\n".encode(),
        "obj": b"(" + named + argument + b"o",
        "stack": _text(module) + _text(name) + b"\x93" + argument + b"\x85R",
    }
    return b"\x80\x04" + programs[how] + STOP


def _deep(rng: random.Random) -> bytes:
    depth = rng.choice((100, 5000, LARGE // 2))
    shape = rng.choice(("list", "tuple", "dict", "marks"))
    return (
        START
        + {
            "list": b"]" * depth + b"a" * (depth - 1),
            "tuple": b")" + b"\x85" * depth,
            "dict": (b"}U\x01a" * (depth // 4)) + b"}" + b"s" * (depth // 4),
            "marks": b"(" * depth + b"l" * depth,
        }[shape]
        + STOP
    )


def _doubled(rng: random.Random) -> bytes:
    """A value that holds itself 2 ** n times, as a state, a name, a key, or in a name's arguments."""
    value = rng.choice((b")", b"]", b"}", b"U\x01a")) + rng.choice((b"2\x86", b"(22t", b"2\x86\x85")) * rng.choice(
        (20, 60, 100_000)
    )
    place = rng.choice(("state", "key", "tensor", "metadata", "ordered", "shape"))
    return (
        START
        + {
            "state": value,
            "key": b"}" + value + b"K\x01s",
            "tensor": b"}X\x0a\x00\x00\x00state_dict}U\x01a" + value + b"ss",
            "metadata": b"}X\x10\x00\x00\x00hyper_parameters}X\x0b\x00\x00\x00sample_rate" + value + b"ss",
            "ordered": b"ccollections\nOrderedDict\n" + value + b"\x85R",
            "shape": b"ctorch\nSize\n" + value + b"\x85R",
        }[place]
        + STOP
    )


def _work(rng: random.Random) -> bytes:
    """One large value, given to many calls, or kept under many numbers."""
    items = b"](" + b"K\x01" * 100_000 + b"e"
    kind = rng.choice(("size", "ordered", "memo", "state", "copies", "set"))
    return (
        START
        + {
            "size": items + b"\x85q\x00" + b"ctorch\nSize\nh\x00R0" * 20_000 + b"N",
            "ordered": b"]("
            + b"U\x01a\x89\x86" * 100_000
            + b"e\x85q\x00"
            + b"ccollections\nOrderedDict\nh\x00R0" * 9_000
            + b"N",
            "memo": b"N" + b"".join(b"r" + struct.pack("<I", number * 21_001 % 2**32) for number in range(150_000)),
            "state": b"}("
            + b"".join(_short(f"k{n}") + b"N" for n in range(60_000))
            + b"uq\x000ctorch\ndevice\n)R"
            + b"h\x00b" * 90_000,
            "copies": items + b"q\x000" + b"](h\x00h\x00h\x00h\x00l" * 90_000,
            "set": b"\x8f(" + b"K\x01" * 400_000 + b"\x90",
        }[kind]
        + STOP
    )


def _numbers(rng: random.Random) -> bytes:
    value = rng.choice(
        (
            *(b"I" + b"9" * LARGE + b"\n", b"L" + b"9" * LARGE + b"L\n", b"F" + b"9" * 4000 + b"\n", b"Fnan\n"),
            *(b"\x8b" + struct.pack("<i", LARGE) + b"\xff" * LARGE, b"\x8b" + struct.pack("<i", -1)),
            *(b"X" + struct.pack("<I", 2**32 - 1) + b"a", b"\x8d" + struct.pack("<Q", 2**63) + b"a"),
            *(b"U\xff" + b"\xff" * 255, b"r" + struct.pack("<I", 2**32 - 1), b"j" + struct.pack("<I", 7)),
        )
    )
    place = rng.choice((b"%s", b"}X\x10\x00\x00\x00hyper_parameters}X\x0b\x00\x00\x00sample_rate%sss", b"}%sK\x01s"))
    return START + place.replace(b"%s", value) + STOP


def _storages(rng: random.Random) -> bytes:
    """Tensors of impossible storages, shapes and strides."""
    number = rng.choice((0, 1, -1, 2**31, 2**62, 2**70, 7))
    length, offset = rng.choice((number, 7)), rng.choice((number, 0))
    shape = rng.choice(((number,), (7, number), (1,) * 70, (7,) * 5000, (), ("a",), (7.0,), (True,)))
    strides = rng.choice(((1,) * len(shape), (0,) * len(shape), (number,) * len(shape), ()))
    kind, key = (
        rng.choice(("FloatStorage", "BoolStorage", "NoStorage")),
        rng.choice(("0", "../data.pkl", "", 0, "\ud800")),
    )
    persistent = (
        b"(" + _text("storage") + f"ctorch\n{kind}\n".encode() + _value(key) + _text("cpu") + _value(length) + b"tQ"
    )
    tensor = (
        b"ctorch._utils\n_rebuild_tensor_v2\n("
        + persistent
        + b"".join(map(_value, (offset, shape, strides)))
        + b"\x89}tR"
    )
    many = rng.choice((1, 1, 3000))
    entries = b"".join(_text(f"t{n}") + b"h\x00" for n in range(many))
    return START + tensor + b"q\x000" + b"}" + _text("state_dict") + b"}(" + entries + b"us" + STOP


def _metadata(rng: random.Random) -> bytes:
    odd: object = rng.choice(
        ([], {}, -1, 1e308, float("nan"), 10**4000, "x" * 100_000, (1,) * 1000, None, b"\xff" * 99, [[[]]] * 99)
    )
    contents = rng.choice(
        (
            *({"hyper_parameters": odd}, {"hyper_parameters": {"sample_rate": odd, "num_channels": odd}}),
            *(
                {"pyannote.audio": odd},
                {"pyannote.audio": {"specifications": odd}},
                {"state_dict": odd},
                {odd_key(odd): odd},
            ),
        )
    )
    return pickle.dumps(contents, rng.choice((0, 2, 4)))


def odd_key(value: object) -> object:
    """Return a value as a key."""
    return value if isinstance(value, str | int | float | bytes | tuple) else "state_dict"


def _short(text: str) -> bytes:
    return b"U" + bytes([len(text)]) + text.encode()


def _text(text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return b"X" + struct.pack("<I", len(data)) + data


def _value(value: object) -> bytes:
    """Return the instructions that make a number, a text or a tuple of them."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, tuple):
        return b"(" + b"".join(map(_value, value)) + b"t"
    return pickle.dumps(value, 2)[2:-1]


_PROGRAMS = {
    "code": _code,
    "deep": _deep,
    "doubled": _doubled,
    "work": _work,
    "numbers": _numbers,
    "storages": _storages,
    "metadata": _metadata,
}
