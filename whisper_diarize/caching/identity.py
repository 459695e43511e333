"""Identity of work that was done before: digests of recordings, of files, of code, and names made of them."""

from __future__ import annotations

import contextlib
import functools
import hashlib
from pathlib import Path

from whisper_diarize.records import Audio
from whisper_diarize.version import __version__

PACKAGE = Path(__file__).parents[1]

FILE_BLOCK = 1 << 20
SECONDS = 30.0


def entry_name(kind: str, *parts: object) -> str:
    """Name an entry by its kind and a digest of everything on which it depends.

    `parts` are text, numbers, None and tuples of these: their `repr` must say all of them.

    >>> entry_name("words", "a", "b") == entry_name("words", "a", "b") != entry_name("words", "ab")
    True
    """
    return f"{kind}-{hashlib.sha256(repr(parts).encode()).hexdigest()}"


@functools.cache
def code_version(*rooms: str) -> str:
    """Return the package's version and the SHA-256 of its source files in some rooms: folders, or modules.

    Whoever changes the code then does not get results of the code before. Without source files (a frozen program), it
    is the version alone.
    """
    places = [PACKAGE / room for room in rooms]
    paths = sorted(path for place in places for path in (place, *place.rglob("*.py")) if path.is_file())
    digest = hashlib.sha256()
    for path in paths:
        with contextlib.suppress(OSError):  # as if it were not there: Python has read it before
            digest.update(f"{path.relative_to(PACKAGE).as_posix()} {file_digest(path)}\n".encode())
    return f"{__version__} {digest.hexdigest()}"


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
