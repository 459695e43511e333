"""Open a recording: the only place where decoding, resampling and storing meet."""

from __future__ import annotations

import errno
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from whisper_diarize.errors import AudioError
from whisper_diarize.records import SAMPLE_RATE, Audio, SampleSource, name_of
from whisper_diarize.remarks import remark

from . import pyav_reader, soundfile_reader, spool
from .downmix import Mixer, Sound, mixed_without_cancelling
from .encryption import refuse_encrypted
from .finite import checked
from .resample import Block, resample
from .source import copied, local_file
from .truncation import refuse_truncated


def open_audio(source: str, sample_rate: int = SAMPLE_RATE) -> Audio:
    """Decode an audio file, or the first audio track of a video, to one channel at `sample_rate` (Hz).

    `source` is a path, or `-` for standard input. Channels are mixed as in `downmix`; peaks above 1 in float files are
    kept.
    Long recordings are kept in an anonymous temporary file and read slice by slice (see `spool`).

    Raises:
        AudioError: there is no such file, it may not be read, is empty, cut short, damaged or encrypted, has no sound
            in it, or has samples that are not numbers.
        Cancelled: the work is to stop.
    """
    return _decoded(local_file(source), source, name_of(source), sample_rate)


def open_stream(file: BinaryIO, source: str, name: str, sample_rate: int = SAMPLE_RATE) -> Audio:
    """Decode the recording in a binary file object, from its position on; it need not be seekable.

    `source` is its name in messages, `name` that of its outputs. Otherwise as `open_audio`.

    Raises:
        AudioError: as `open_audio`, or the object is not one to read bytes from.
        Cancelled: the work is to stop.
    """
    return _decoded(copied(file, source), source, name, sample_rate)


def _decoded(opened: AbstractContextManager[Path], source: str, name: str, sample_rate: int) -> Audio:
    try:
        with opened as path:
            refuse_truncated(path, source)
            refuse_encrypted(path, source)
            samples = _mixed(path, source, sample_rate)
    except OSError as exc:
        raise AudioError(source, _advise(exc)) from exc
    return Audio(samples, sample_rate, source, name)


def _mixed(path: Path, source: str, sample_rate: int) -> SampleSource:
    mixer = Mixer()
    samples = _gather(mixer.mix(_decode(path, source)), source, sample_rate)
    if mixer.left_out:
        remark(
            source,
            "mixed as surround sound, without its channel for low-frequency effects, in which there is more than those;"
            f" if its channels are microphones, mix them first: sox {shlex.quote(source)} mixed.wav remix -",
        )
    if not mixer.cancelled:
        return samples
    remark(source, "its two channels cancel each other (one is wired the wrong way round): one channel is used there")
    return _gather(mixed_without_cancelling(_decode(path, source)), source, sample_rate)


def _gather(blocks: Iterator[Block], source: str, sample_rate: int) -> SampleSource:
    return spool.gather(resample(checked(blocks, source), sample_rate))


def _decode(path: Path, source: str) -> Iterator[Sound]:
    read = soundfile_reader.read if soundfile_reader.recognises(path) else pyav_reader.read
    return read(path, source)


def _advise(exc: OSError) -> str:
    """Explain an error of the file system, with the next step."""
    if exc.errno == errno.ENOSPC:
        return f"no room left for its samples in {tempfile.gettempdir()}; make room, or set TMPDIR to a larger disk"
    return f"it cannot be read ({exc.strerror or exc}); check the file and the disk"
