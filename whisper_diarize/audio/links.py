"""Recordings that were joined byte by byte: chained Ogg (radio, voice messages) and FLAC.

Decoders stop at the end of the first one, so each is read for itself.
"""

from __future__ import annotations

import io
import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

FLAC_BEGIN = b"fLaC\x00\x00\x00\x22"
"""The magic, and the header of the block that must come first: STREAMINFO, 34 bytes."""

OGG_BEGIN = b"OggS\x00\x02" + bytes(8)
"""A page that begins a stream: version 0, the flag `bos`, granule position 0."""

PAGE_HEADER = 27


def links(path: Path) -> list[tuple[int, int]]:
    """Return the (begin, end) of each of the recordings that a FLAC or Ogg file consists of, in bytes."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        begins = list(_ogg_begins(data) if data[:4] == b"OggS" else _places(data, FLAC_BEGIN))
        ends = [*begins[1:], len(data)]
        return list(zip(begins, ends, strict=True)) or [(0, len(data))]


class Part(io.RawIOBase):
    """A part of an open file, as a file of its own."""

    def __init__(self, file: BinaryIO, begin: int, end: int) -> None:
        self._file = file
        self._begin = begin
        self._length = end - begin
        self._position = 0

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the types of libsndfile's calls
        """Fill a buffer; return the number of bytes."""
        self._file.seek(self._begin + self._position)
        data = self._file.read(max(0, min(len(buffer), self._length - self._position)))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place; return it."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._length}[whence]
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._position

    def seekable(self) -> bool:
        """Return true."""
        return True

    def readable(self) -> bool:
        """Return true."""
        return True


def _ogg_begins(data: mmap.mmap) -> Iterator[int]:
    """Yield where links begin; streams that run side by side (a film's) begin with one page after another."""
    expected = -1
    for place in _places(data, OGG_BEGIN):
        if place != expected:
            yield place
        num_segments = data[place + PAGE_HEADER - 1] if place + PAGE_HEADER <= len(data) else 0
        lengths = data[place + PAGE_HEADER : place + PAGE_HEADER + num_segments]
        expected = place + PAGE_HEADER + num_segments + sum(lengths)


def _places(data: mmap.mmap, mark: bytes) -> Iterator[int]:
    place = data.find(mark)
    while place >= 0:
        yield place
        place = data.find(mark, place + 1)
