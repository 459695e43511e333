"""Read everything else through FFmpeg's libraries: MP3, AAC, M4A, MP4, MKV, WebM, and the sound of any video."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
from av.stream import Disposition

from whisper_diarize.errors import AudioError

from . import demuxers
from .declared import declared_end
from .downmix import Sound
from .missing import Missing
from .packets import NOT_OF_ONE_PACKET, decoded
from .tracks import Track
from .truncation import refuse_unless_kept

NOT_MEDIA = {"tty"}
"""FFmpeg shows text files as films of a typewriter."""

NOT_A_RECORDING = "not a recording; give an audio file (wav, flac, mp3, m4a, ogg) or a video with sound"

LOCAL_PROTOCOLS = "file,pipe"

TIMEOUT_SECONDS = 60.0
"""The longest time to open a file, and to read its next packet."""

WITHOUT_TIMES = {"aac", "ac3", "amr", "amrnb", "amrwb", "dts", "eac3", "flac", "loas", "mp3"}
"""Formats without time stamps: where a part is damaged, all that follows is too early."""

SILENCE_SAMPLES = 1 << 16

HOLE_SECONDS = 0.1
"""A larger step between time stamps is sound that is not there: silence that was not sent, packets that were lost."""

MAX_SILENCE_SECONDS = 3600.0
"""More in all comes from broken time stamps."""


def tracks(path: Path, source: str) -> list[Track]:
    """Return the audio tracks.

    Raises:
        AudioError: it is not a recording, or has no sound.
    """
    if demuxers.is_playlist(path):
        raise AudioError(source, "it is a playlist, which only names recordings; give those")
    with _translated(source), _opened(path) as container:
        if not container.streams.audio:
            raise AudioError(source, _no_sound(container))
        return [_track(stream) for stream in container.streams.audio]


def format_of(path: Path) -> str | None:
    """Return FFmpeg's name for the format of a file; None if it knows none."""
    try:
        with _opened(path) as container:
            return str(container.format.name)
    except av.error.FFmpegError:
        return None


def seconds(path: Path) -> float | None:
    """Return the length that the header declares, or FFmpeg estimates; None if it cannot."""
    try:
        with _opened(path) as container:
            return None if container.duration is None else container.duration / av.time_base
    except av.error.FFmpegError:
        return None


def read(path: Path, source: str, track: int = 0) -> Iterator[Sound]:
    """Yield an audio track, chosen by its index among them, frame by frame.

    Holes, and the time before a track that begins after the video, are filled with silence, so that times in the result
    are those of a player.

    Raises:
        AudioError: it is damaged or cut short, or has no sound.
    """
    with _translated(source), _opened(path) as container:
        seconds = 0.0
        try:
            for sound in _sounds(container, container.streams.audio[track], source):
                seconds += sound.samples.shape[1] / sound.sample_rate
                yield sound
        except av.error.FFmpegError as exc:
            if not seconds or isinstance(exc, NOT_OF_ONE_PACKET):
                raise
            refuse_unless_kept(source, f"it is cut short or damaged after {seconds:.1f} s", "it ends there")
    if not seconds:
        raise AudioError(source, "there is no sound in it (0 samples); record or export it again")


def _track(stream: av.AudioStream) -> Track:
    marks = [stream.language if stream.language != "und" else None, stream.metadata.get("title")]
    return Track(bool(stream.disposition & Disposition.default), ", ".join(mark for mark in marks if mark))


def _sounds(container: av.container.InputContainer, track: av.AudioStream, source: str) -> Iterator[Sound]:
    seconds, begin = 0.0, None if container.start_time is None else container.start_time / av.time_base
    missing, timed = Missing(), container.format.name not in WITHOUT_TIMES
    allowance = MAX_SILENCE_SECONDS if timed else 0.0
    for frame in decoded(container, track, missing):
        time = seconds if frame.time is None else frame.time
        begin = time if begin is None else begin
        hole = time - begin - seconds
        if HOLE_SECONDS < hole <= allowance:
            yield from _silence(hole, frame.sample_rate)
            if seconds > 0:  # else the track begins after the video
                missing.add_hole(seconds, hole)
            seconds += hole
            allowance -= hole
        sound = _sound(frame)
        seconds += sound.samples.shape[1] / sound.sample_rate
        missing.position = seconds
        yield sound
    end = declared_end(container, track)
    if end is not None and begin is not None:
        missing.ending = end - begin - seconds
    if container.format.name != "ogg" or missing.undecoded:  # Ogg's pages tell more of holes
        missing.report(source, seconds, timed=timed)


def _silence(seconds: float, sample_rate: int) -> Iterator[Sound]:
    left = round(seconds * sample_rate)
    while left > 0:
        yield Sound(sample_rate, np.zeros((1, min(left, SILENCE_SAMPLES)), np.float32))
        left -= SILENCE_SAMPLES


def _sound(frame: av.AudioFrame) -> Sound:
    samples = frame.to_ndarray()  # planar: (channels, num_samples); packed: (1, num_samples * channels)
    if not frame.format.is_planar:
        samples = samples.reshape(-1, frame.layout.nb_channels).T
    layout = tuple(channel.name for channel in frame.layout.channels)
    return Sound(frame.sample_rate, samples, layout if len(layout) == len(samples) else ())


def _opened(path: Path) -> av.container.InputContainer:
    """Open a file with the demuxers that read no other."""
    options = {"protocol_whitelist": LOCAL_PROTOCOLS, "format_whitelist": demuxers.allowed()}
    return av.open(f"file:{path}", options=options, metadata_errors="replace", timeout=TIMEOUT_SECONDS)


@contextmanager
def _translated(source: str) -> Iterator[None]:
    try:
        yield
    except av.error.ExitError as exc:  # the timeout
        raise AudioError(source, f"reading it stopped for {TIMEOUT_SECONDS:.0f} s; check the disk, or copy it") from exc
    except av.error.ArgumentError as exc:  # a demuxer that is not allowed
        raise AudioError(source, f"it is {NOT_A_RECORDING}") from exc
    except av.error.InvalidDataError as exc:
        raise AudioError(source, f"it is damaged, or {NOT_A_RECORDING}") from exc
    except av.error.FFmpegError as exc:
        command = f"ffmpeg -i {shlex.quote(source)} converted.wav"
        reason = f"it cannot be decoded ({exc.strerror}); convert it first: {command}"
        raise AudioError(source, reason) from exc


def _no_sound(container: av.container.InputContainer) -> str:
    is_video = container.streams.video and container.duration and container.format.name not in NOT_MEDIA
    return "it is a video without sound; there is nothing to transcribe" if is_video else f"it is {NOT_A_RECORDING}"
