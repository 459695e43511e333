"""What makes two pieces of work the same: digests of recordings, of files, and of whatever else matters."""

from __future__ import annotations

import hashlib
from pathlib import Path

from whisper_diarize.records import Audio

FILE_BLOCK = 1 << 20
SECONDS = 30.0


def entry_name(kind: str, *parts: object) -> str:
    """Return the name of an entry: its kind, and a digest of everything on which it depends.

    `parts` are text, numbers, None and tuples of these: their `repr` must say all of them.

    >>> entry_name("words", "a", "b") == entry_name("words", "a", "b") != entry_name("words", "ab")
    True
    """
    return f"{kind}-{hashlib.sha256(repr(parts).encode()).hexdigest()}"


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while block := file.read(FILE_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def audio_digest(audio: Audio) -> str:
    """Return the SHA-256 of the samples, which a recording that went through `KnownRecordings` knows already."""
    known = getattr(audio.samples, "digest", None)
    if isinstance(known, str):
        return known
    digest = hashlib.sha256(f"{audio.sample_rate} Hz, float32\n".encode())
    for block in audio.blocks(SECONDS):
        digest.update(block.astype("<f4", copy=False).tobytes())
    return digest.hexdigest()
