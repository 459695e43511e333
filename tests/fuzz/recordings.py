"""Recordings of one sound in many containers and codecs, made with PyAV and libsndfile."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

RATE = 16_000
SECONDS = 20.0
BIT_RATES = {"wmav2": 32_000, "mp2": 64_000, "ac3": 96_000, "eac3": 96_000}
RATES = {"libopencore_amrnb": 8_000, "ac3": 48_000, "eac3": 48_000, "flv": 22_050}
OF_SOUNDFILE = {"PCM_24", "FLOAT", "GSM610", "VORBIS", "OPUS", "IMA_ADPCM"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A container, by its suffix, with a codec of PyAV or a subtype of libsndfile; `options` are the container's.

    `framed`: it is a row of frames, each of which tells its own length; there is no more in it that could tell of loss,
    so that a part of it is a recording like any other.
    """

    suffix: str
    codec: str
    framed: bool = False
    video: bool = False
    options: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The name in tables."""
        marks = [value for _, value in self.options] + ["film"] * self.video
        return " ".join([f"{self.suffix}/{self.codec}", *marks])


KINDS = (
    *(Kind("wav", codec) for codec in ("pcm_s16le", "PCM_24", "FLOAT", "pcm_mulaw", "adpcm_ms", "IMA_ADPCM", "GSM610")),
    *(Kind("aiff", "pcm_s16be"), Kind("au", "pcm_mulaw"), Kind("w64", "pcm_s16le"), Kind("voc", "pcm_u8")),
    *(Kind("caf", codec) for codec in ("pcm_s16le", "alac")),
    *(Kind("flac", "flac"), Kind("tta", "tta"), Kind("wv", "wavpack")),
    *(Kind("ogg", "VORBIS"), Kind("ogg", "OPUS"), Kind("opus", "libopus"), Kind("oga", "flac")),
    Kind("mp3", "libmp3lame"),
    Kind("mp3", "libmp3lame", framed=True, options=(("write_xing", "0"),)),
    *(Kind("mp2", "mp2", framed=True), Kind("aac", "aac", framed=True), Kind("ac3", "ac3", framed=True)),
    *(Kind("eac3", "eac3", framed=True), Kind("amr", "libopencore_amrnb", framed=True)),
    *(Kind("g722", "g722", framed=True), Kind("al", "pcm_alaw", framed=True), Kind("ul", "pcm_mulaw", framed=True)),
    *(Kind("m4a", codec) for codec in ("aac", "alac")),
    Kind("m4a", "aac", options=(("movflags", "faststart"),)),
    Kind("m4a", "aac", options=(("movflags", "frag_keyframe+empty_moov"), ("frag_duration", "2000000"))),
    *(Kind("mp4", "aac", video=True), Kind("mov", "pcm_s16le"), Kind("3gp", "libopencore_amrnb")),
    *(Kind("mka", codec) for codec in ("libopus", "flac", "aac")),
    *(Kind("mkv", "pcm_s16le", video=True), Kind("webm", "libopus"), Kind("webm", "libopus", video=True)),
    *(Kind("avi", codec, video=True) for codec in ("libmp3lame", "pcm_s16le")),
    *(Kind("ts", codec, framed=True) for codec in ("aac", "libmp3lame")),
    *(Kind("flv", "aac"), Kind("wma", "wmav2"), Kind("nut", "pcm_s16le"), Kind("mpg", "mp2", framed=True)),
)


def sound() -> NDArray[np.float32]:
    """Return a tone of changing pitch with pauses, at `RATE`."""
    time = np.arange(round(SECONDS * RATE)) / RATE
    tone = 0.3 * np.sin(2 * np.pi * (200 + 30 * np.sin(time)) * time) * (np.sin(8 * time) > -0.5)
    return tone.astype(np.float32)


def encode(kind: Kind) -> bytes | str:
    """Return a recording, or the reason why it cannot be made here."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{kind.suffix}"
        try:
            if kind.codec in OF_SOUNDFILE:
                soundfile.write(path, sound(), RATE, subtype=kind.codec)
            else:
                _encode(path, kind)
        except (av.error.FFmpegError, soundfile.LibsndfileError, ValueError) as error:
            return f"{type(error).__name__}: {error}"
        return path.read_bytes()


def _encode(path: Path, kind: Kind) -> None:
    rate = RATES.get(kind.codec, RATES.get(kind.suffix, RATE))
    with av.open(str(path), "w", options=dict(kind.options)) as container:
        stream = cast("av.AudioStream", container.add_stream(kind.codec, rate=rate, layout="mono"))
        if kind.codec in BIT_RATES:
            stream.bit_rate = BIT_RATES[kind.codec]
        for packet in _pictures(container) if kind.video else []:  # the header, of the first packet, needs both codecs
            container.mux(packet)
        for frame in _frames(stream, rate):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _frames(stream: av.AudioStream, rate: int) -> Iterator[av.AudioFrame]:
    resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=rate)
    whole = av.AudioFrame.from_ndarray(sound()[None], format="flt", layout="mono")
    whole.sample_rate, whole.pts, whole.time_base = RATE, 0, Fraction(1, RATE)
    fifo = av.AudioFifo()
    for resampled in [*resampler.resample(whole), *resampler.resample(None)]:
        resampled.pts = None
        fifo.write(resampled)
    size = stream.codec_context.frame_size or 1024
    while (frame := fifo.read(size, partial=True)) is not None:
        yield frame


def _pictures(container: av.container.OutputContainer) -> list[av.Packet[av.VideoStream]]:
    """Return the packets of a film, two pictures a second."""
    stream = container.add_stream("vp8" if container.format.name == "webm" else "mpeg4", rate=2)
    stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
    pictures = [np.full((64, 64, 3), number, np.uint8) for number in range(round(2 * SECONDS))]
    encoded = [stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")) for picture in pictures]
    return [packet for packets in [*encoded, stream.encode(None)] for packet in packets]
