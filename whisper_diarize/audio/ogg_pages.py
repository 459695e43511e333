"""Loss inside Ogg files: pages that are missing (their sequence numbers tell) or damaged (their checksums tell).

Source: RFC 3533. Decoders skip such pages without a word.
"""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

PAGE = b"OggS\0"
PAGE_HEADER = 27
BEGIN = 0x02
"""The flag of a stream's first page."""

END = 0x04
"""The flag of a stream's last page; live recordings lack it."""

NO_GRANULE = (1 << 64) - 1
"""The granule position of a page in which no packet ends."""

OPUS_RATE = 48_000
REVERSED_BITS = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


class Page(NamedTuple):
    """A page with the right checksum.

    `end`: its last byte's place and 1; `granule`: the samples of its stream up to its end, None if it does not tell.
    """

    begins: bool
    ends: bool
    end: int
    granule: int | None
    serial: int
    number: int
    body: bytes


@dataclass(slots=True)
class Loss:
    """Lost pages: how many, how many seconds in all, and where the first is; and the length of the recording."""

    pages: int = 0
    seconds: float = 0.0
    first: float = 0.0
    length: float = 0.0


@dataclass(slots=True)
class _Stream:
    rate: int | None
    offset: float
    number: int = -1
    granule: int = 0
    ended: bool = False


def find_loss(path: Path) -> Loss:
    """Look through the pages of an Ogg file; links of a chain count as one recording."""
    loss, streams, end = Loss(), dict[int, _Stream](), 0
    for page in _pages(path):
        end = page.end
        if page.begins:
            streams[page.serial] = _Stream(_rate(page.body), loss.length)
        stream = streams.get(page.serial)
        if stream is None:
            continue
        lost = page.number - stream.number - 1
        granule = stream.granule if page.granule is None else page.granule
        if lost > 0:
            loss.first = loss.first if loss.pages else _seconds(stream, stream.granule)
            loss.pages += lost
            span = _seconds(stream, granule) - _seconds(stream, stream.granule)
            loss.seconds += max(0.0, span) * lost / (lost + 1)
        stream.number, stream.granule, stream.ended = page.number, granule, page.ends
        loss.length = max(loss.length, _seconds(stream, granule))
    rest = path.stat().st_size - end
    if end and rest and not all(stream.ended for stream in streams.values()):
        _add_bad_end(loss, rest / end)
    return loss


def _add_bad_end(loss: Loss, share: float) -> None:
    """Note that there are no good pages at the end of a recording that goes on: bytes of this share of all before."""
    loss.first = loss.first if loss.pages else loss.length
    loss.pages += 1
    loss.seconds += share * loss.length
    loss.length *= 1 + share


def _seconds(stream: _Stream, granule: int) -> float:
    return stream.offset + (granule / stream.rate if stream.rate else 0.0)


def _pages(path: Path) -> Iterator[Page]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        place = data.find(PAGE)
        while place >= 0:
            size = _size(data, place)
            page = data[place : place + size]
            whole = len(page) == size and _checksum(page) == int.from_bytes(page[22:26], "little")
            if whole:
                granule = int.from_bytes(page[6:14], "little")
                yield Page(
                    bool(page[5] & BEGIN),
                    bool(page[5] & END),
                    place + size,
                    None if granule == NO_GRANULE else granule,
                    serial=int.from_bytes(page[14:18], "little"),
                    number=int.from_bytes(page[18:22], "little"),
                    body=page[PAGE_HEADER + page[26] :][:64],
                )
            place = data.find(PAGE, place + (size if whole else 1))


def _size(data: mmap.mmap, place: int) -> int:
    header = data[place : place + PAGE_HEADER]
    num_segments = header[26] if len(header) == PAGE_HEADER else 0
    return PAGE_HEADER + num_segments + sum(data[place + PAGE_HEADER : place + PAGE_HEADER + num_segments])


def _checksum(page: bytes) -> int:
    """Compute Ogg's CRC-32: zlib's, but of the bits in reverse order, from 0 on and not inverted."""
    zeroed = page[:22] + bytes(4) + page[26:]
    crc = zlib.crc32(zeroed.translate(REVERSED_BITS), 0xFFFF_FFFF) ^ 0xFFFF_FFFF
    return int.from_bytes(crc.to_bytes(4, "little").translate(REVERSED_BITS), "big")


def _rate(head: bytes) -> int | None:
    """Return the granules of a second, as the first packet of a stream tells; None if it is of another codec."""
    if head.startswith(b"OpusHead"):
        return OPUS_RATE
    if head.startswith(b"\x01vorbis"):
        return int.from_bytes(head[12:16], "little") or None
    if head.startswith(b"\x7fFLAC"):
        return int.from_bytes(head[27:30], "big") >> 4 or None
    return None
