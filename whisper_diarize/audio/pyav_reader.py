"""Read everything else through FFmpeg's libraries: MP3, AAC, M4A, MP4, MKV, WebM, and the sound of any video."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np

from whisper_diarize.errors import AudioError

from . import demuxers
from .downmix import Sound
from .truncation import damaged

NOT_MEDIA = {"tty"}
"""FFmpeg shows text files as films of a typewriter."""

NOT_A_RECORDING = "not a recording; give an audio file (wav, flac, mp3, m4a, ogg) or a video with sound"

LOCAL_PROTOCOLS = "file,pipe"

TIMEOUT_SECONDS = 60.0
"""The longest time to open a file, and to read its next packet."""

SILENCE_SAMPLES = 1 << 16

HOLE_SECONDS = 0.1
"""A larger step between time stamps is sound that is not there: silence that was not sent, packets that were lost."""

MAX_SILENCE_SECONDS = 3600.0
"""More in all comes from broken time stamps."""


def read(path: Path, source: str) -> Iterator[Sound]:
    """Yield the first audio track frame by frame.

    Holes, and the time before a track that begins after the video, are filled with silence, so that times in the result
    are those of a player.

    Raises:
        AudioError: it is not a recording, has no sound, or is damaged or cut short.
    """
    if demuxers.is_playlist(path):
        raise AudioError(source, "it is a playlist, which only names recordings; give those")
    with _translated(source), _opened(path) as container:
        if not container.streams.audio:
            raise AudioError(source, _no_sound(container))
        seconds = 0.0
        try:
            for sound in _sounds(container):
                seconds += sound.samples.shape[1] / sound.sample_rate
                yield sound
        except av.error.InvalidDataError as exc:
            if seconds:
                raise damaged(source, f"it is cut short or damaged after {seconds:.1f} s") from exc
            raise
    if not seconds:
        raise AudioError(source, "there is no sound in it (0 samples); record or export it again")


def _sounds(container: av.container.InputContainer) -> Iterator[Sound]:
    seconds, begin = 0.0, None if container.start_time is None else container.start_time / av.time_base
    allowance = MAX_SILENCE_SECONDS
    for frame in _frames(container):
        time = seconds if frame.time is None else frame.time
        begin = time if begin is None else begin
        hole = time - begin - seconds
        if HOLE_SECONDS < hole <= allowance:
            yield from _silence(hole, frame.sample_rate)
            seconds += hole
            allowance -= hole
        sound = _sound(frame)
        seconds += sound.samples.shape[1] / sound.sample_rate
        yield sound


def _frames(container: av.container.InputContainer) -> Iterator[av.AudioFrame]:
    """Decode the track; a bad packet is an error.

    Exceptions: packets before the first sound (a broadcast joined in mid-frame), and an MP3's packets that are not
    sound: tags between or after its frames.
    """
    begun = False
    for packet in container.demux(container.streams.audio[0]):
        try:
            for frame in packet.decode():
                begun = True
                yield frame
        except av.error.InvalidDataError:  # each packet has its own verdict
            is_tag = packet.stream.codec_context.name.startswith("mp3") and bytes(packet)[:1] != b"\xff"
            if begun and not is_tag:
                raise


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
