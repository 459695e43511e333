"""Read WAV, FLAC and Ogg through libsndfile.

Not MP3: libsndfile's mpg123 prints its complaints to stderr; PyAV decodes the same samples and keeps quiet.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import soundfile

from whisper_diarize.read_options import RAW_ENCODINGS, Raw, current

from .downmix import PAIR, Sound
from .links import Part, links
from .truncation import damaged, refuse_unless_kept

MAGIC = (b"RIFF", b"RF64", b"fLaC", b"OggS")
JOINABLE = (b"fLaC", b"OggS")
BLOCK_FRAMES = 1 << 16
KEPT_FRAMES = 1 << 10
"""A block of a recording that is kept as far as it can be read: libsndfile gives no frame of one that has an error."""

LENGTH_UNKNOWN = 1 << 62
"""libsndfile's length of a FLAC that was written to a pipe is 2^63 - 1; it cannot read those to the end."""


def recognises(path: Path) -> bool:
    """Return whether this reader can read `path`.

    A codec that libsndfile lacks, an unfinished header, and surround sound, whose layout it does not tell, are PyAV's.
    """
    if _magic(path) not in MAGIC:
        return False
    try:
        with _opened(path) as sound:
            return bool(0 < sound.frames < LENGTH_UNKNOWN and sound.channels <= PAIR)
    except soundfile.LibsndfileError:
        return False


def seconds(path: Path) -> float:
    """Return the length that the header declares, of a recording that this reader recognises."""
    with _opened(path) as sound:
        return float(sound.frames / sound.samplerate)


def read(path: Path, source: str) -> Iterator[Sound]:
    """Yield the recording block by block; those that were joined to one file, one after the other.

    Raises:
        AudioError: it is damaged, or ends before the length that it declares.
    """
    joined = links(path) if _magic(path) in JOINABLE else []
    if len(joined) <= 1:
        with _translated(source), _opened(path) as file:
            yield from _blocks(file, source)
        return
    with path.open("rb") as whole:
        for begin, end in joined:
            with _translated(source), soundfile.SoundFile(Part(whole, begin, end)) as file:
                yield from _blocks(file, source)


def read_raw(path: Path, source: str, raw: Raw) -> Iterator[Sound]:
    """Yield a recording without a header block by block."""
    subtype, rate = RAW_ENCODINGS[raw.encoding], raw.sample_rate
    with (
        _translated(source),
        soundfile.SoundFile(path, format="RAW", subtype=subtype, samplerate=rate, channels=1, endian="LITTLE") as file,
    ):
        yield from _blocks(file, source)


def _blocks(file: soundfile.SoundFile, source: str) -> Iterator[Sound]:
    left = file.frames
    size = KEPT_FRAMES if current().damaged == "keep" else BLOCK_FRAMES
    try:
        while len(samples := file.read(size, dtype="float32", always_2d=True)):
            left -= len(samples)
            yield Sound(file.samplerate, samples.T)
    except soundfile.LibsndfileError:
        if left == file.frames:
            raise
    what = f"it is cut short or damaged: the last {left / file.samplerate:.1f} s are missing"
    if left == file.frames > 0:
        raise damaged(source, what)
    if left > 0:
        refuse_unless_kept(source, what)


@contextmanager
def _opened(path: Path) -> Iterator[soundfile.SoundFile]:
    """Open a recording by its contents: of a path, soundfile takes the ending for the format."""
    with path.open("rb") as file, soundfile.SoundFile(file.fileno(), closefd=False) as sound:
        yield sound


def _magic(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


@contextmanager
def _translated(source: str) -> Iterator[None]:
    try:
        yield
    except soundfile.LibsndfileError as exc:
        raise damaged(source, "it is cut short or damaged") from exc
