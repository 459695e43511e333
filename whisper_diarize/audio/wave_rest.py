"""Sound behind the end that a WAV file's header tells: a recorder that crashed had not counted it yet."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from whisper_diarize.remarks import remark

CHUNK_HEADER = 8
FIRST_CHUNK = 12
MIN_SECONDS = 0.3


def remark_on_rest(path: Path, source: str) -> None:
    """Say how much follows the samples that are read, if it is not made of chunks as the format has them."""
    with path.open("rb") as file:
        if file.read(4) != b"RIFF":
            return
        size = os.fstat(file.fileno()).st_size
        place, rate, length = FIRST_CHUNK, 0, 0
        while place + CHUNK_HEADER <= size:
            file.seek(place)
            head = file.read(CHUNK_HEADER)
            if not _is_chunk(head, size - place):
                break
            if head[:4] == b"fmt ":
                rate = int.from_bytes(file.read(12)[8:], "little")  # bytes a second
            elif head[:4] == b"data":
                length = int.from_bytes(head[4:], "little")  # 0: not known, so that all is read
            place += CHUNK_HEADER + int.from_bytes(head[4:], "little")
            place += place % 2
    rest = (size - place) / rate if rate and length else 0
    if rest >= MIN_SECONDS:
        command = f"sox --ignore-length {shlex.quote(source)} whole.wav"
        remark(
            source, f"its header tells of less sound than there is: the last {rest:.1f} s are not read; try: {command}"
        )


def _is_chunk(head: bytes, left: int) -> bool:
    """Tell whether a chunk begins here, and ends (but for padding) within the bytes that are left."""
    name, length = head[:4], int.from_bytes(head[4:], "little")
    return name.decode("latin-1").isprintable() and CHUNK_HEADER + length <= left + 1
