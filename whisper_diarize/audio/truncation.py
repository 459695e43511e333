"""Find recordings that were cut short: their container declares more bytes than the file has.

Decoders read what is there and say nothing, so half a meeting would pass for a whole one. Each function below returns
the size that the file should have had, or None where its format does not say (a stream written to a pipe). Nothing can
be said of MPEG transport streams and of MP3 without a Xing header: they are made to be cut anywhere.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from whisper_diarize.errors import AudioError
from whisper_diarize.read_options import current
from whisper_diarize.remarks import remark

CHUNK_HEADER = 8
"""Bytes of name and size that begin a chunk (RIFF, AIFF) or a box (MP4)."""

IN_DS64 = 0xFFFF_FFFF
"""The chunk size in an RF64 file that refers to its `ds64` chunk."""

STREAMED = 0x7FFFF000
"""Chunk sizes from here on are the placeholders of programs that write WAV to a pipe (sox, ffmpeg, arecord)."""

MP3_SLACK = 1024
"""Bytes by which tag editors make the size in an MP3's Xing header wrong: tags added or removed at either end."""

ID3_HEADER = 10

BOTH_COUNTS = 3
"""Flags of a Xing header that tells both the number of frames and of bytes."""

PAGE_HEADER = 27

AVI_PARTS = (b"AVI ", b"AVIX")

LAST_PAGE = 128 * 1024
"""An Ogg page has at most 65,307 bytes; the last one begins within twice that."""


def refuse_truncated(path: Path, source: str) -> None:
    """Check that the whole of a recording is there; a remark will do if damaged ones are kept.

    Raises:
        AudioError: its container declares more bytes than the file has, or lacks the index that is written last.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        declared = declared_size(file, size)
    if declared is not None and declared > size:
        refuse_unless_kept(source, f"it is cut short: at least {declared - size} bytes are missing at its end")


def refuse_unless_kept(source: str, what: str, instead: str = "the rest is kept") -> None:
    """Remark on a part that is missing, if all that can be read of damaged recordings is to be kept.

    Raises:
        AudioError: it is not.
    """
    if current().damaged != "keep":
        raise damaged(source, what)
    remark(source, f"{what}; {instead}")


def damaged(source: str, what: str) -> AudioError:
    """Build the error for a recording of which only a part can be read."""
    advice = "" if current().damaged == "keep" else ", or keep what can be read: --damaged keep"
    return AudioError(source, f"{what}; copy it again{advice}")


def declared_size(file: BinaryIO, size: int) -> int | None:
    """Return the bytes that a recording of `size` bytes should have; None if its format does not say."""
    head = _at(file, 0, 12)
    formats = (
        (0, (b"RIFF", b"RF64", b"BW64"), _wave),
        (0, (b"FORM",), _aiff),
        (0, (b"OggS",), _ogg),
        (4, (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"), _mp4),
        (0, (b"\x1a\x45\xdf\xa3",), _matroska),
        (0, (b"ID3", b"\xff"), _mp3),
    )
    measure = next((measure for offset, magic, measure in formats if head[offset:].startswith(magic)), None)
    return measure(file, size) if measure else None


def _wave(file: BinaryIO, size: int) -> int | None:
    """Return where the `data` chunk ends; RF64 keeps its true size in `ds64`."""
    if _at(file, 8, 4) in AVI_PARTS:
        return _avi(file)
    position, long_size = 12, None
    while len(head := _at(file, position, 24)) >= CHUNK_HEADER and head[:4].decode("latin-1").isprintable():
        length = int.from_bytes(head[4:8], "little")
        if head[:4] == b"ds64":
            long_size = int.from_bytes(head[16:24], "little")
        if head[:4] == b"data":
            if length == IN_DS64 and long_size is not None:
                length = long_size
            end = position + CHUNK_HEADER + length
            return end if length < STREAMED or end <= size or long_size is not None else None
        position += CHUNK_HEADER + length + length % 2
    return None


def _avi(file: BinaryIO) -> int:
    """Return where the last of the outer chunks ends, of which long films have several."""
    position = 0
    while len(head := _at(file, position, 12)) >= CHUNK_HEADER and (position == 0 or head[:4] == b"RIFF"):
        length = int.from_bytes(head[4:8], "little")
        position += CHUNK_HEADER + length + length % 2
    return position - 1  # the last byte may be padding


def _aiff(file: BinaryIO, _size: int) -> int:
    """Return where the one outer chunk ends."""
    return CHUNK_HEADER + int.from_bytes(_at(file, 4, 4), "big")


def _ogg(file: BinaryIO, size: int) -> int | None:
    """Return where the last page ends."""
    start = max(0, size - LAST_PAGE)
    tail = _at(file, start, LAST_PAGE)
    page = tail.rfind(b"OggS\0")
    if page < 0:
        return None
    if len(tail) < page + PAGE_HEADER:
        return start + page + PAGE_HEADER
    num_segments = tail[page + PAGE_HEADER - 1]
    lengths = tail[page + PAGE_HEADER :][:num_segments]
    return start + page + PAGE_HEADER + num_segments + sum(lengths)


def _mp4(file: BinaryIO, size: int) -> int | None:
    """Return where the last box ends; one byte more than there is if the index (`moov`) never came."""
    position, kinds = 0, set()
    while len(head := _at(file, position, 16)) >= CHUNK_HEADER:
        length = int.from_bytes(head[:4], "big")
        kinds.add(head[4:8])
        if length == 0:  # the last box, to the end of the file
            position = size
        elif length == 1:
            position += max(16, int.from_bytes(head[8:16], "big"))
        else:
            position += max(8, length)
    return position if b"moov" in kinds else max(position, size + 1)


def _matroska(file: BinaryIO, _size: int) -> int | None:
    """Return where the segment ends (EBML: an id, a size in a number of bytes that its first bit tells, the data)."""
    position = 4
    length, width = _ebml_size(_at(file, position, 8))
    if length is None:
        return None
    position += width + length
    head = _at(file, position, 12)
    if head[:4] != b"\x18\x53\x80\x67":
        return None
    length, width = _ebml_size(head[4:])
    return None if length is None else position + 4 + width + length


def _ebml_size(data: bytes) -> tuple[int | None, int]:
    """Return (size, bytes used); a size of all ones is unknown: None."""
    if not data or data[0] == 0:
        return None, 0
    width = 9 - data[0].bit_length()
    value = int.from_bytes(data[:width], "big") - (1 << 7 * width)
    return (None if value == (1 << 7 * width) - 1 else value), width


def _mp3(file: BinaryIO, _size: int) -> int | None:
    """Return the size that the Xing (or Info) header in the first frame tells."""
    head = _at(file, 0, ID3_HEADER)
    start = 0
    if head[:3] == b"ID3" and len(head) == ID3_HEADER:
        start = ID3_HEADER + sum(byte << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
    frame = _at(file, start, 256)
    tag = max(frame.find(b"Xing"), frame.find(b"Info"))
    if frame[:1] != b"\xff" or tag < 0 or frame[tag + 7] & BOTH_COUNTS != BOTH_COUNTS:
        return None
    return start + int.from_bytes(frame[tag + 12 : tag + 16], "big") - MP3_SLACK


def _at(file: BinaryIO, position: int, length: int) -> bytes:
    file.seek(position)
    return file.read(length)
