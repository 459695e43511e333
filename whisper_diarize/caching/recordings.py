"""Recordings that need not be decoded again: their files' bytes lead to the digest of their samples."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.errors import AudioError
from whisper_diarize.read_options import current
from whisper_diarize.records import Audio, SampleSource, name_of
from whisper_diarize.remarks import collecting, repeat

from .identity import audio_digest, code_version, entry_name, file_digest
from .store import Store

OpenAudio = Callable[[str, int], Audio]
MAX_SAMPLES = 2**48
READERS = ("av", "soundfile", "soxr")


class Known(NamedTuple):
    """A recording in the cache: its length, the digest of its samples, and the remarks of its reader.

    `channels` are those that were read each by itself: their numbers, lengths and digests.
    """

    num_samples: int
    digest: str
    remarks: tuple[str, ...]
    channels: tuple[tuple[int, int, str], ...] = ()


class KnownRecordings:
    """Opens recordings through `open_audio`, and remembers which samples a file holds.

    A file that is known is only decoded when somebody asks for samples, as nobody does if all results are kept.
    """

    def __init__(self, open_audio: OpenAudio, store: Store) -> None:
        self._open = open_audio
        self._store = store
        self._readers = (code_version("audio"), *map(version, READERS))

    def __call__(self, source: str, sample_rate: int) -> Audio:
        """Return the recording, at `sample_rate` (Hz).

        Raises:
            AudioError: as the reader does; of a recording that is known, when its samples are read.
        """
        before = _stamp(source)
        if before is None:
            return _identified(self._open(source, sample_rate))
        path = Path(source)
        try:
            contents = file_digest(path)
        except OSError:  # the reader says what is the matter with it
            return _identified(self._open(source, sample_rate))
        reading = path.suffix.lower(), repr(current())  # the name may tell the format
        name = entry_name("recording", contents, sample_rate, self._readers, reading)
        known = self._known(name)
        if known is not None:
            repeat(source, known.remarks)
            return self._undecoded(known, name, source, sample_rate)
        with collecting() as remarks:
            audio = _identified(self._open(source, sample_rate))
        repeat(source, remarks)
        if _stamp(source) == before:
            channels = [(one.channel, one.num_samples, audio_digest(one)) for one in audio.channels]
            found = {"num_samples": audio.num_samples, "digest": audio_digest(audio), "remarks": remarks}
            found["channels"] = channels
            self._store.write(name, json.dumps(found).encode())
        return audio

    def _known(self, name: str) -> Known | None:
        content = self._store.read(name)
        if content is None:
            return None
        try:
            found = json.loads(content)
            channels = tuple((int(number), int(length), str(digest)) for number, length, digest in found["channels"])
            known = Known(int(found["num_samples"]), str(found["digest"]), tuple(map(str, found["remarks"])), channels)
        except (LookupError, TypeError, ValueError, ArithmeticError, RecursionError):
            known = Known(-1, "", ())
        lengths = (known.num_samples, *(length for _, length, _ in known.channels))
        if min(lengths) >= 0 and max(lengths) <= MAX_SAMPLES:
            return known
        self._store.remove(name)  # it is not what we keep, whatever its checksum says
        return None

    def _undecoded(self, known: Known, name: str, source: str, sample_rate: int) -> Audio:
        """Return a recording whose file is only decoded, once, when samples are wanted."""
        decoding, opened = threading.Lock(), list[Audio]()

        def decoded() -> Audio:
            with decoding:
                if not opened:
                    with collecting():  # its remarks are made already
                        opened.append(_identified(self._open(source, sample_rate)))
                return opened[0]

        def part(pick: Callable[[Audio], Audio | None]) -> Callable[[str], SampleSource]:
            def decode(digest: str) -> SampleSource:
                audio = pick(decoded())
                if audio is None or audio_digest(audio) != digest:
                    self._store.remove(name)
                    raise AudioError(source, "it has changed while it was worked on; try again")
                return audio.samples

            return decode

        def channel(number: int) -> Callable[[Audio], Audio | None]:
            return lambda audio: next((one for one in audio.channels if one.channel == number), None)

        whole = Undecoded(known.num_samples, known.digest, part(lambda audio: audio))
        audio = Audio(whole, sample_rate, source, name_of(source))
        parts = (
            (number, Undecoded(length, digest, part(channel(number)))) for number, length, digest in known.channels
        )
        return replace(
            audio, channels=tuple(replace(audio, samples=samples, channel=number) for number, samples in parts)
        )


class Identified:
    """Samples whose digest is known."""

    def __init__(self, samples: SampleSource, digest: str) -> None:
        self._samples = samples
        self.digest = digest

    def __len__(self) -> int:
        return len(self._samples)

    def __getitem__(self, index: slice, /) -> NDArray[np.float32]:
        return self._samples[index]


class Undecoded:
    """Samples of which length and digest are known; `decode` is called, with the digest, when they are wanted."""

    def __init__(self, length: int, digest: str, decode: Callable[[str], SampleSource]) -> None:
        self._length = length
        self.digest = digest
        self._decode = decode
        self._samples: SampleSource | None = None
        self._decoding = threading.Lock()

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: slice, /) -> NDArray[np.float32]:
        with self._decoding:
            if self._samples is None:
                self._samples = self._decode(self.digest)
        return self._samples[index]


def _identified(audio: Audio) -> Audio:
    if not audio.channels:
        return replace(audio, samples=Identified(audio.samples, audio_digest(audio)))
    channels = tuple(map(_identified, audio.channels))
    digest = entry_name("channels", *((one.channel, audio_digest(one)) for one in channels))
    return replace(audio, samples=Identified(audio.samples, digest), channels=channels)


def _stamp(source: str) -> tuple[int, ...] | None:
    """Return numbers that change when a file does; None if it is no file that can be read."""
    path = Path(source)
    try:
        if not path.is_file() or not os.access(path, os.R_OK):
            return None
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
