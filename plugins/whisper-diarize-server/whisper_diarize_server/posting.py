"""Forms with a recording, as they go over the wire, a block at a time."""

from __future__ import annotations

import secrets
import wave
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

import numpy as np

from whisper_diarize import Audio

BLOCK_BYTES = 1 << 18
BLOCK_SAMPLES = 1 << 20
FULL_SCALE = 32767


def form_of(path: Path, fields: Mapping[str, str]) -> tuple[str, int, Iterator[bytes]]:
    """Return the media type of a form, its length in bytes, and its parts: the fields, then the file."""
    boundary = secrets.token_hex(16)
    begin = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    name = path.name.replace("\\", "_").replace('"', "_").replace("\r", "_").replace("\n", "_")
    about = f'name="file"; filename="{name}"'
    head = f"{begin}--{boundary}\r\nContent-Disposition: form-data; {about}\r\n\r\n".encode("utf-8", "replace")
    end = f"\r\n--{boundary}--\r\n".encode()
    length = len(head) + path.stat().st_size + len(end)
    return f"multipart/form-data; boundary={boundary}", length, chain([head], _blocks(path), [end])


def write_wave(path: Path, audio: Audio) -> Path:
    """Write sound as 16-bit samples."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, audio.sample_rate, 0, "NONE", ""))
        for start in range(0, len(audio.samples), BLOCK_SAMPLES):
            block = np.asarray(audio.samples[start : start + BLOCK_SAMPLES])
            file.writeframes((np.clip(block, -1, 1) * FULL_SCALE).astype("<i2").tobytes())
    return path


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            yield block
