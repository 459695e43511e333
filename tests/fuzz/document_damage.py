"""Damage: to bytes, to lines of text, and to values of JSON, at places that random numbers choose."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable
from typing import Any

# Any: a value of JSON
Value = Any

NUMBERS: tuple[Value, ...] = (
    *(0, -0.0, -1, 1, 1e-9, -1e-300, 5e-324, 0.5, 255, 2**31, 2**53 + 1, 2**62, -(2**63), 10**20, 10**400, -(10**400)),
    *(1e5, 1e7, 1e7 + 1, 1e9, 1e300, 1.7976931348623157e308, -1e308, float("nan"), float("inf"), float("-inf")),
)
TEXTS = (
    *(
        "",
        " ",
        "\n",
        "\x00",
        "\x1b[2J",
        "\u202e",
        "\u2066abc\u2069",
        "\ud800",
        "\ufeff",
        "\u2028",
        "a" * 100_000,
        "<v ",
    ),
    *("-->", "00:00:01.000 --> 00:00:00.000", "99999999:00:00,000", "NaN", "inf", "1e400", "9" * 5000, "-1", "null"),
    *(
        "SPEAKER",
        ";;",
        "&#0;",
        "<!DOCTYPE x>",
        "../../etc/passwd",
        "{}",
        "[",
        "\t",
        "a" * 100_000,
        "😀",
        "é" * 300,
        "None",
        "<NA>",
    ),
)
OTHERS: tuple[Value, ...] = (
    None,
    True,
    False,
    [],
    {},
    [None],
    {"": None},
    [[]],
    "text",
    7,
    1.5,
    ["a", 1],
    {"start": 1},
)
DEPTHS = (3, 50, 400, 3000, 100_000)
"""Lists and objects around a value: `to_json` writes them, for Python cannot hold so many."""


def damaged_value(document: Value, rng: random.Random) -> tuple[str, Value]:
    """Return what was done, and a copy of a document with one value that is another, deeper, twice there or gone."""
    holder = [copy.deepcopy(document)]
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        parent, key = rng.choice(_places(holder))
        kind = rng.choice(sorted(_CHANGES))
        _CHANGES[kind](parent, key, rng)
    return kind, holder[0]


def damaged_text(text: str, rng: random.Random) -> tuple[str, str]:
    """Return what was done, and a text with numbers, lines or characters that are others, more or fewer."""
    kind = rng.choice(sorted(_EDITS))
    return kind, _EDITS[kind](text, rng)


def damaged_bytes(data: bytes, rng: random.Random) -> tuple[str, bytes]:
    """Return what was done, and bytes that are cut short, changed, or more."""
    kind = rng.choice(("cut", "flips", "inserted", "removed", "zeros"))
    place, length = rng.randrange(len(data) + 1), rng.choice((1, 2, 8, 64, 1000))
    if kind == "cut":
        return kind, data[:place]
    if kind == "inserted":
        return kind, data[:place] + rng.randbytes(length) + data[place:]
    if kind == "removed":
        return kind, data[:place] + data[place + length :]
    if kind == "zeros":
        return kind, data[:place] + bytes(len(data[place : place + length])) + data[place + length :]
    changed = bytearray(data)
    for _ in range(min(length, len(data))):
        changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return kind, bytes(changed)


def to_json(value: Value) -> str:
    """Return a damaged value as JSON."""
    text = json.dumps(value)
    return re.sub(r'"deep:(\d+)"', lambda match: '[{"a":' * int(match[1]) + "1" + "}]" * int(match[1]), text)


def _places(value: Value) -> list[tuple[Value, Value]]:
    """List the places of all values: what holds each, and its key there."""
    found, waiting = [], [value]
    while waiting:
        parent = waiting.pop()
        keys = list(parent) if isinstance(parent, dict) else range(len(parent))
        found += [(parent, key) for key in keys]
        waiting += [parent[key] for key in keys if isinstance(parent[key], dict | list)]
    return found or [([None], 0)]


def _delete(parent: Value, key: Value, _: random.Random) -> None:
    parent[key : key + 1] = [] if isinstance(parent, list) and len(parent) > 1 else [None]


def _remove(parent: Value, key: Value, rng: random.Random) -> None:
    if isinstance(parent, dict):
        del parent[key]
    else:
        _delete(parent, key, rng)


def _twice(parent: Value, key: Value, rng: random.Random) -> None:
    if isinstance(parent, list):
        parent[key:key] = [copy.deepcopy(parent[key])] * rng.choice((1, 1, 100))
    else:
        parent[f"{key}{rng.choice(TEXTS)}"] = parent[key]


def _put(values: Callable[[random.Random], Value]) -> Callable[[Value, Value, random.Random], None]:
    def change(parent: Value, key: Value, rng: random.Random) -> None:
        parent[key] = values(rng)

    return change


_CHANGES: dict[str, Callable[[Value, Value, random.Random], None]] = {
    "number": _put(lambda rng: rng.choice(NUMBERS)),
    "text": _put(lambda rng: rng.choice(TEXTS)),
    "other type": _put(lambda rng: copy.deepcopy(rng.choice(OTHERS))),
    "deep": _put(lambda rng: f"deep:{rng.choice(DEPTHS)}"),
    "removed": _remove,
    "twice": _twice,
}


def _numbers(text: str, rng: random.Random) -> str:
    found = list(re.finditer(r"-?\d+(\.\d+)?", text))
    if not found:
        return text
    chosen = rng.choice(found)
    return f"{text[: chosen.start()]}{rng.choice(NUMBERS)}{text[chosen.end() :]}"


def _lines(text: str, rng: random.Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    place = rng.randrange(len(lines))
    lines[place : place + 1] = rng.choice(
        ([], [lines[place]] * 2, [lines[place]] * 200, [lines[place][: rng.randrange(99)]])
    )
    if rng.random() < 0.3:
        rng.shuffle(lines)
    return "".join(lines)


def _characters(text: str, rng: random.Random) -> str:
    for _ in range(rng.choice((1, 1, 3))):
        place, length = rng.randrange(len(text) + 1), rng.choice((0, 0, 1, 5))
        text = text[:place] + rng.choice(TEXTS) + text[place + length :]
    return text


_EDITS: dict[str, Callable[[str, random.Random], str]] = {
    "number": _numbers,
    "lines": _lines,
    "characters": _characters,
    "cut": lambda text, rng: text[: rng.randrange(len(text) + 1)],
}
