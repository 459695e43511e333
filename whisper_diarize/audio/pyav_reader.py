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
from .downmix import Sound
from .missing import Missing
from .tracks import Track
from .truncation import damaged

NOT_MEDIA = {"tty"}
"""FFmpeg shows text files as films of a typewriter."""

NOT_A_RECORDING = "not a recording; give an audio file (wav, flac, mp3, m4a, ogg) or a video with sound"

LOCAL_PROTOCOLS = "file,pipe"

TIMEOUT_SECONDS = 60.0
"""The longest time to open a file, and to read its next packet."""

WITHOUT_TIMES = {"aac", "ac3", "amr", "amrnb", "amrwb", "dts", "eac3", "flac", "loas", "mp3"}
"""Formats without time stamps: where a part is damaged, all that follows is too early."""

NOT_OF_ONE_PACKET = (av.error.ExitError, av.error.PatchWelcomeError)
"""Errors that are no damage: the timeout, and a codec of which FFmpeg decodes a part."""

SILENCE_SAMPLES = 1 << 16

HOLE_SECONDS = 0.1
"""A larger step between time stamps is sound that is not there: silence that was not sent, packets that were lost."""

AMR_PAUSES = {"amrnb": (8, 15), "amrwb": (9, 14, 15)}
"""AMR's frame types for comfort noise, lost speech and no data, which FFmpeg does not decode (TS 26.101, 26.201)."""

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
            if seconds and not isinstance(exc, NOT_OF_ONE_PACKET):
                raise damaged(source, f"it is cut short or damaged after {seconds:.1f} s") from exc
            raise
    if not seconds:
        raise AudioError(source, "there is no sound in it (0 samples); record or export it again")


def _track(stream: av.AudioStream) -> Track:
    marks = [stream.language if stream.language != "und" else None, stream.metadata.get("title")]
    return Track(bool(stream.disposition & Disposition.default), ", ".join(mark for mark in marks if mark))


def _sounds(container: av.container.InputContainer, track: av.AudioStream, source: str) -> Iterator[Sound]:
    seconds, begin = 0.0, None if container.start_time is None else container.start_time / av.time_base
    missing = Missing()
    allowance = MAX_SILENCE_SECONDS
    for frame in _frames(container, track, missing):
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
    if container.format.name != "ogg" or missing.undecoded:  # Ogg's pages tell more of holes
        missing.report(source, seconds, timed=container.format.name not in WITHOUT_TIMES)


def _frames(container: av.container.InputContainer, track: av.AudioStream, missing: Missing) -> Iterator[av.AudioFrame]:
    """Decode the track; bad packets are missing, and an error if no good one follows: the end is cut short.

    Exceptions: packets before the first sound (a broadcast joined in mid-frame), an MP3's packets that are not sound
    (tags between or after its frames), and those that only say that there is none (comfort noise in AMR's pauses).
    """
    begun, failure = False, None
    for packet in container.demux(track):
        try:
            for frame in packet.decode():
                begun, failure = True, None
                yield frame
        except av.error.FFmpegError as exc:  # each packet has its own verdict
            pause = _pause(packet)
            if pause is not None:
                yield pause
            elif isinstance(exc, NOT_OF_ONE_PACKET) or not (begun or isinstance(exc, av.error.InvalidDataError)):
                raise
            elif begun and not _is_tag(packet):
                failure = exc
                missing.add_undecoded(float((packet.duration or 0) * (packet.time_base or 0)))
    if failure is not None:
        raise failure


def _is_tag(packet: av.Packet[av.AudioStream]) -> bool:
    return packet.stream.codec_context.name.startswith("mp3") and bytes(packet)[:1] != b"\xff"


def _pause(packet: av.Packet[av.AudioStream]) -> av.AudioFrame | None:
    """Return the silence for which a packet of AMR stands; None if it does not stand for silence."""
    name, rate = packet.stream.codec_context.name, packet.stream.codec_context.sample_rate
    is_pause = name in AMR_PAUSES and packet.size and bytes(packet)[0] >> 3 & 15 in AMR_PAUSES[name]
    if not is_pause or not packet.duration or packet.time_base is None or not rate:
        return None
    samples = np.zeros((1, max(1, round(packet.duration * packet.time_base * rate))), np.float32)
    frame = av.AudioFrame.from_ndarray(samples, format="flt", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = rate, packet.pts, packet.time_base
    return frame


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
