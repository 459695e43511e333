"""Recordings made on the spot: one second of a tone, in every format."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

RATE = 44_100
Encode = Callable[..., Path]


@pytest.fixture
def tone() -> NDArray[np.float32]:
    """Two seconds of 440 Hz in stereo, the right channel at half the level: (num_samples, 2)."""
    left = 0.4 * np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE)
    return np.stack([left, left / 2], axis=1).astype(np.float32)


@pytest.fixture
def encode(tmp_path: Path, tone: NDArray[np.float32]) -> Encode:
    """Write the tone as a file of this name; its suffix says the format."""

    def write(name: str, *, video: bool = False, **options: str) -> Path:
        path = tmp_path / name
        if path.suffix in (".wav", ".flac", ".ogg"):
            soundfile.write(path, tone, RATE)
        else:
            _encode_with_av(path, tone, video=video, options=options)
        return path

    return write


def _encode_with_av(path: Path, tone: NDArray[np.float32], *, video: bool, options: dict[str, str]) -> None:
    rate = 48_000 if path.suffix == ".webm" else RATE
    codec = {".webm": "libopus", ".mp3": "libmp3lame"}.get(path.suffix, "aac")
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream(codec, rate=rate, layout="stereo")
        if video:
            _add_pictures(container)
        resampler = av.AudioResampler(format=stream.format.name, layout="stereo", rate=rate)
        for frame in _frames(tone):
            for resampled in resampler.resample(frame):
                container.mux(stream.encode(resampled))
        for resampled in resampler.resample(None):
            container.mux(stream.encode(resampled))
        container.mux(stream.encode(None))


def _frames(tone: NDArray[np.float32]) -> Iterator[av.AudioFrame]:
    planar = np.ascontiguousarray(tone.T)
    for start in range(0, planar.shape[1], 1024):
        frame = av.AudioFrame.from_ndarray(planar[:, start : start + 1024].copy(), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        yield frame


def _add_pictures(container: av.container.OutputContainer) -> None:
    codec = "vp8" if container.format.name == "webm" else "mpeg4"
    stream: Any = container.add_stream(codec, rate=10)  # of a codec whose kind is known only here
    stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
    for number in range(20):
        picture = np.full((64, 64, 3), number, np.uint8)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
    container.mux(stream.encode(None))


@pytest.fixture
def silent_film(tmp_path: Path) -> Path:
    """A video without sound."""
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        _add_pictures(container)
    return path


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A PNG image."""
    path = tmp_path / "picture.png"
    with av.open(str(path), "w", format="image2", options={"update": "1"}) as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 16, 16, "rgb24"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")))
        container.mux(stream.encode(None))
    return path
