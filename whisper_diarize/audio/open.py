"""Open a recording: the only place where decoding, resampling and storing meet."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from whisper_diarize.errors import AudioError
from whisper_diarize.records import SAMPLE_RATE, Audio, name_of

from . import pyav_reader, soundfile_reader, spool
from .resample import Block, resample
from .source import local_file
from .truncation import damaged, refuse_truncated

LOWEST_RATE, HIGHEST_RATE = 1_000, 1_000_000  # Hz


def open_audio(source: str, sample_rate: int = SAMPLE_RATE) -> Audio:
    """Decode an audio file, or the first audio track of a video, to one channel at `sample_rate` (Hz).

    `source` is a path, or `-` for standard input. The channels are averaged; peaks above 1 in float files are kept.
    Long recordings are kept in an anonymous temporary file and read slice by slice (see `spool`).

    Raises:
        AudioError: there is no such file, it may not be read, is empty, cut short or damaged, has no sound in it, or
            has samples that are not numbers.
    """
    try:
        with local_file(source) as path:
            refuse_truncated(path, source)
            samples = spool.gather(resample(_checked(_decode(path, source), source), sample_rate))
    except OSError as exc:
        raise AudioError(source, _advise(exc)) from exc
    return Audio(samples, sample_rate, source, name_of(source))


def _decode(path: Path, source: str) -> Iterator[Block]:
    read = soundfile_reader.read if soundfile_reader.recognises(path) else pyav_reader.read
    return read(path, source)


def _checked(blocks: Iterator[Block], source: str) -> Iterator[Block]:
    """Pass blocks on; stop at a sample that is NaN or infinite, and at a sample rate that no recorder has."""
    seconds = 0.0
    for block in blocks:
        if not LOWEST_RATE <= block.sample_rate <= HIGHEST_RATE:
            raise damaged(source, f"it is damaged: its sample rate cannot be {block.sample_rate} Hz")
        good = np.isfinite(block.samples)
        if not good.all():
            at = seconds + int(np.argmin(good)) / block.sample_rate
            raise AudioError(
                source, f"it has samples that are not numbers (NaN or infinity), first at {at:.3f} s; export it again"
            )
        seconds += len(block.samples) / block.sample_rate
        yield block


def _advise(exc: OSError) -> str:
    """Return what went wrong with a file, and what to do."""
    if exc.errno == errno.ENOSPC:
        return f"no room left for its samples in {tempfile.gettempdir()}; make room, or set TMPDIR to a larger disk"
    return f"it cannot be read ({exc.strerror or exc}); check the file and the disk"
