"""Damage to recordings, as disks, transfers, recorders and people do it."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import NamedTuple

CLUSTER = 4096  # bytes that a file system loses at a time


class Damaged(NamedTuple):
    """The bytes of a damaged recording, and how many times the whole sound they should give.

    `told`: the bytes that the container counts, or its times, tell if there is less sound than that; framed formats do
    not have them, so what is gone is gone.
    """

    data: bytes
    length: float
    told: bool


Mutation = Callable[[random.Random, bytes], Damaged]


def whole(_rng: random.Random, data: bytes) -> Damaged:
    """Leave a recording as it is."""
    return Damaged(data, 1, told=True)


def cut_end(rng: random.Random, data: bytes) -> Damaged:
    """Drop the end, as an interrupted copy does."""
    kept = rng.uniform(0.02, 0.99)
    return Damaged(data[: round(kept * len(data))], kept, told=False)


def cut_start(rng: random.Random, data: bytes) -> Damaged:
    """Drop the start."""
    kept = rng.uniform(0.3, 0.99)
    return Damaged(data[-round(kept * len(data)) :], kept, told=False)


def cut_middle(rng: random.Random, data: bytes) -> Damaged:
    """Drop a part in the middle, and close the gap."""
    begin, end = _range(rng, data)
    return Damaged(data[:begin] + data[end:], 1 - (end - begin) / len(data), told=False)


def double(rng: random.Random, data: bytes) -> Damaged:
    """Repeat a part, as a resumed download does."""
    begin, end = _range(rng, data)
    return Damaged(data[:end] + data[begin:], 1, told=True)


def swap(rng: random.Random, data: bytes) -> Damaged:
    """Exchange two clusters."""
    first, second = (CLUSTER * rng.randrange(1, max(2, len(data) // CLUSTER)) for _ in range(2))
    changed = bytearray(data)
    one, other = data[first : first + CLUSTER], data[second : second + CLUSTER]
    changed[first : first + CLUSTER], changed[second : second + CLUSTER] = other, one
    return Damaged(bytes(changed), 1, told=True)


def flip(rng: random.Random, data: bytes) -> Damaged:
    """Change single bytes anywhere but in the header."""
    return _with_bytes(rng, data, rng.choice([1, 3, 10, 100]), min(4096, len(data) // 4), len(data))


def flip_header(rng: random.Random, data: bytes) -> Damaged:
    """Change single bytes of the first 200."""
    return _with_bytes(rng, data, rng.choice([1, 2, 5]), 0, min(200, len(data)))


def edit_header(rng: random.Random, data: bytes) -> Damaged:
    """Put an extreme number into one of the first fields."""
    place = 2 * rng.randrange(0, min(2000, len(data) - 4) // 2)
    number = rng.choice([bytes(4), b"\xff" * 4, b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\1", b"\1\0\0\0"])
    return Damaged(data[:place] + number + data[place + 4 :], 1, told=True)


def blank(rng: random.Random, data: bytes) -> Damaged:
    """Put zeros into clusters, as file systems do after a crash."""
    begin, end = (CLUSTER * (place // CLUSTER) for place in _range(rng, data))
    return Damaged(data[:begin] + bytes(end - begin) + data[end:], 1, told=True)


def noise(rng: random.Random, data: bytes) -> Damaged:
    """Put other contents into a part."""
    begin, end = _range(rng, data)
    return Damaged(data[:begin] + rng.randbytes(end - begin) + data[end:], 1, told=True)


def append(rng: random.Random, data: bytes) -> Damaged:
    """Put something behind the end: a tag, a text, zeros, noise."""
    junk = [b"TAG" + bytes(125), b"<html>moved</html>\n" * 20, bytes(5000), rng.randbytes(5000)]
    return Damaged(data + rng.choice(junk), 1, told=True)


def prepend(rng: random.Random, data: bytes) -> Damaged:
    """Put something before the start: a text, zeros, noise."""
    junk = [b"HTTP/1.1 200 OK\r\n\r\n", bytes(512), rng.randbytes(512)]
    return Damaged(rng.choice(junk) + data, 1, told=True)


def join(_rng: random.Random, data: bytes) -> Damaged:
    """Put the recording behind itself, as `cat` does; players of most formats stop after the first."""
    return Damaged(data + data, 1, told=True)


def several(rng: random.Random, data: bytes) -> Damaged:
    """Damage a recording twice."""
    first = rng.choice((flip, blank, noise, edit_header, append, double))(rng, data)
    return rng.choice((flip, blank, noise, edit_header))(rng, first.data)


MUTATIONS: tuple[Mutation, ...] = (
    *(whole, cut_end, cut_start, cut_middle, double, swap, flip, flip_header, edit_header),
    *(blank, noise, append, prepend, join, several),
)


def _range(rng: random.Random, data: bytes) -> tuple[int, int]:
    begin = rng.randrange(len(data))
    size = round(len(data) * rng.choice([0.001, 0.01, 0.05, 0.3]) * rng.random())
    return begin, min(len(data), begin + max(1, size))


def _with_bytes(rng: random.Random, data: bytes, number: int, begin: int, end: int) -> Damaged:
    changed = bytearray(data)
    for _ in range(number):
        changed[rng.randrange(begin, end)] = rng.randrange(256)
    return Damaged(bytes(changed), 1, told=True)
