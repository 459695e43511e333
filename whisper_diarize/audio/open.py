"""Open a recording: the only place where decoding, resampling and storing meet."""

from __future__ import annotations

import errno
import shlex
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np

from whisper_diarize.channels import levels_of
from whisper_diarize.errors import AudioError
from whisper_diarize.read_options import current
from whisper_diarize.records import SAMPLE_RATE, Audio, SampleSource, name_of
from whisper_diarize.remarks import collecting, remark

from . import pyav_reader, soundfile_reader, spool
from .downmix import Mixer, Sound, mixed_without_cancelling
from .encryption import refuse_encrypted
from .finite import checked
from .headerless import raw_by_name
from .missing import refuse_or_remark
from .ogg_pages import find_loss
from .resample import Block, resample
from .source import copied, local_file
from .split import Decode, Observer, chosen, of_channels, split
from .tracks import Track, choose, mean
from .truncation import refuse_truncated
from .wave_rest import remark_on_rest

NOTHING = np.zeros(0, np.float32)


def open_audio(source: str, sample_rate: int = SAMPLE_RATE) -> Audio:
    """Decode an audio file, or the audio track of a video that players take, to one channel at `sample_rate` (Hz).

    `source` is a path, or `-` for standard input. Channels are mixed as in `downmix`, or taken each by
    itself (`split`), as the options of the reader say; peaks above 1 in float files are kept.
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
            raw = current().raw or raw_by_name(path, source)
            if raw is None:
                refuse_truncated(path, source)
                refuse_encrypted(path, source)
                remark_on_rest(path, source)
                return _chosen(path, Audio(NOTHING, sample_rate, source, name))
            samples = _mixed(partial(soundfile_reader.read_raw, path, source, raw), source, sample_rate)
    except OSError as exc:
        raise AudioError(source, _advise(exc)) from exc
    return Audio(samples, sample_rate, source, name)


def _chosen(path: Path, audio: Audio) -> Audio:
    """Read the tracks that are wanted; `audio` has the names and the sample rate."""
    source, options = audio.source, current()
    # FFmpeg leaves a hole where pages are lost; libsndfile closes it, so that all that follows is too early
    track = 0 if options.channels == "split" and options.track is None else options.track  # 0: all
    of_soundfile = not _has_lost_pages(path, source) and soundfile_reader.recognises(path)
    tracks = [Track()] if of_soundfile else pyav_reader.tracks(path, source)
    decoders = [
        partial(soundfile_reader.read, path, source) if of_soundfile else partial(pyav_reader.read, path, source, index)
        for index in choose(tracks, track, source)
    ]
    if len(decoders) == 1:
        return _of_channels(decoders[0], audio)
    samples = [_mixed(decode, source, audio.sample_rate) for decode in decoders]
    wanted = chosen(levels_of(samples, audio.sample_rate), source) if options.channels != "mix" else ()
    if wanted:
        return of_channels(audio, {number: samples[number] for number in wanted})
    return replace(audio, samples=spool.gather(mean(samples)))


def _of_channels(decode: Decode, audio: Audio) -> Audio:
    """Read a track: mixed, or channel by channel."""
    source, rate, observer = audio.source, audio.sample_rate, Observer()
    if current().channels == "split":
        with collecting():  # the same remarks will be made again
            observer.observe(decode())
        wanted = chosen(observer.levels, source)
        if wanted:
            return split(decode, observer.levels.num_channels, wanted, audio)
        return replace(audio, samples=_mixed(decode, source, rate))
    samples = _mixed(lambda: observer.observed(decode()), source, rate)
    wanted = chosen(observer.levels, source)
    if not wanted:
        return replace(audio, samples=samples)
    del samples
    with collecting():  # all remarks of the reader are made
        return split(decode, observer.levels.num_channels, wanted, audio)


def _has_lost_pages(path: Path, source: str) -> bool:
    """Tell whether pages of an Ogg file are lost, and remark on it.

    Raises:
        AudioError: too much of it is lost.
    """
    with path.open("rb") as file:
        if file.read(4) != b"OggS":
            return False
    loss = find_loss(path)
    if not loss.pages:
        return False
    pages = "1 of its pages is" if loss.pages == 1 else f"{loss.pages} of its pages are"
    what = f"{pages} damaged or missing: about {loss.seconds:.1f} s of {loss.length:.1f}, first at {loss.first:.1f} s"
    refuse_or_remark(source, what, loss.seconds, loss.length)
    return True


def _mixed(decode: Callable[[], Iterator[Sound]], source: str, sample_rate: int) -> SampleSource:
    mixer = Mixer()
    samples = _gather(mixer.mix(decode()), source, sample_rate)
    if mixer.left_out:
        remark(
            source,
            "mixed as surround sound, without its channel for low-frequency effects, in which there is more than those;"
            f" if its channels are microphones, mix them first: sox {shlex.quote(source)} mixed.wav remix -",
        )
    if not mixer.cancelled:
        return samples
    remark(source, "its two channels cancel each other (one is wired the wrong way round): one channel is used there")
    with collecting():  # all remarks of the reader are made
        return _gather(mixed_without_cancelling(decode()), source, sample_rate)


def _gather(blocks: Iterator[Block], source: str, sample_rate: int) -> SampleSource:
    return spool.gather(resample(checked(blocks, source), sample_rate))


def _advise(exc: OSError) -> str:
    """Explain an error of the file system, with the next step."""
    if exc.errno == errno.ENOSPC:
        return f"no room left for its samples in {tempfile.gettempdir()}; make room, or set TMPDIR to a larger disk"
    return f"it cannot be read ({exc.strerror or exc}); check the file and the disk"
