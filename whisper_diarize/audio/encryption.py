"""Encrypted recordings (DRM).

FFmpeg does not mention it, and decodes noise or nothing:

- MP4: the sound's sample entry is `enca` (common encryption), `drms` (FairPlay) or `aavd` (Audible);
- ASF (WMA): the header has a content encryption object;
- Matroska: the track has a `ContentEncoding` of type 1, with a `ContentEncryption`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from whisper_diarize.errors import AudioError

PROTECTED_SOUND = {b"enca", b"drms", b"aavd"}
SAMPLE_ENTRIES = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd")
"""The way from the top of an MP4 to the descriptions of its tracks' samples."""

MP4_TOP = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}

ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
ASF_ENCRYPTION = (
    bytes.fromhex("fbb3112223bdd211b4b700a0c955fc6e"),  # content encryption object
    bytes.fromhex("14e68a292226174cb935dae07ee9289c"),  # extended content encryption object
)

MATROSKA = b"\x1a\x45\xdf\xa3"
MATROSKA_ENCRYPTION = re.compile(rb"\x62\x40.{1,40}?\x50\x33\x81\x01.{0,40}?\x50\x35", re.DOTALL)
"""`ContentEncoding`, in it `ContentEncodingType` = 1 and `ContentEncryption`."""

HEAD_BYTES = 1 << 16
BOX_HEADER = 8
MAX_BOXES = 10_000


def refuse_encrypted(path: Path, source: str) -> None:
    """Check that the sound of a recording can be decoded without a key.

    Raises:
        AudioError: it is encrypted.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if head[4:8] in MP4_TOP:
            size = os.fstat(file.fileno()).st_size
            encrypted = any(name in PROTECTED_SOUND for name in _sample_entries(file, size))
        elif head.startswith(ASF_HEADER):
            encrypted = any(mark in head for mark in ASF_ENCRYPTION)
        else:
            encrypted = head.startswith(MATROSKA) and bool(MATROSKA_ENCRYPTION.search(head))
    if encrypted:
        raise AudioError(
            source, "it is encrypted (DRM), so only the player that it was made for can read it; get it unprotected"
        )


def _sample_entries(file: BinaryIO, size: int, start: int = 0, depth: int = 0) -> Iterator[bytes]:
    """Yield the names of the entries in the `stsd` boxes between `start` and `size`."""
    for name, begin, end in _boxes(file, start, size):
        if depth == len(SAMPLE_ENTRIES):
            yield name
        elif name == SAMPLE_ENTRIES[depth]:
            skipped = 8 if name == b"stsd" else 0  # version, flags and the number of entries
            yield from _sample_entries(file, end, begin + skipped, depth + 1)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield (name, begin, end) of the boxes in a part of a file, without their headers."""
    for _ in range(MAX_BOXES):
        file.seek(start)
        head = file.read(2 * BOX_HEADER)
        if start + BOX_HEADER > end or len(head) < BOX_HEADER:
            return
        length, header = int.from_bytes(head[:4], "big"), BOX_HEADER
        if length == 1:
            length, header = int.from_bytes(head[8:16], "big"), 2 * BOX_HEADER
        stop = end if length == 0 else min(end, start + length)
        yield head[4:8], start + header, stop
        start = max(stop, start + header)
