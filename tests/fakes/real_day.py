"""The recordings of one day: nine of different kinds, and three that are bad in different ways."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import soundfile
from av.stream import Disposition
from numpy.typing import NDArray

RATE = 16_000
SECONDS = 5.0

ENGINE = '''
import os, signal, time
from pathlib import Path

import numpy as np

from whisper_diarize import Segment, Transcript, Word, hookimpl


class Engine:
    """Writes a word for each half second with sound in it; presses Ctrl-C in the middle of one recording, once."""

    def cache_key(self):
        return "half seconds"

    def transcribe(self, audio, progress):
        with Path("heard.log").open("a") as log:
            log.write(f"{audio.source}\\n")
        if audio.source == "film.mkv" and not Path("pressed").exists():
            Path("pressed").touch()
            os.kill(os.getpid(), signal.SIGINT)
            while True:
                progress(0, 1)
                time.sleep(0.01)
        loud = [i / 2 for i, block in enumerate(audio.blocks(0.5)) if np.abs(block).max() > 0.05]
        words = tuple(Word(start, min(start + 0.5, audio.duration), f" word{n}") for n, start in enumerate(loud))
        said = (Segment(words[0].start, words[-1].end, "".join(w.text for w in words), words),) if words else ()
        progress(1, 1)
        return Transcript(said, "en", "half seconds")


@hookimpl
def register_transcribers(register):
    register("half-seconds", lambda _: Engine())
'''


def write_day(folder: Path, interview: Path) -> list[str]:
    """Write the day's recordings, of `interview`, into a folder; return their names in the order of the command."""
    whole, _ = soundfile.read(interview, dtype="float32")
    parts = (whole[second * RATE :][: round(SECONDS * RATE)] for second in range(60))  # no two are the same
    talk = next(parts)
    soundfile.write(folder / "Grüße aus Zürich, 你好.wav", talk, RATE)
    soundfile.write(folder / "two microphones.flac", np.stack([next(parts), talk], axis=1), RATE)
    soundfile.write(folder / "silence.wav", np.zeros(3 * RATE), RATE)
    soundfile.write(folder / "call.ul", next(parts)[::2], RATE // 2, format="RAW", subtype="ULAW")
    _encode(folder / "podcast.mp3", [next(parts)], "libmp3lame")
    _encode(folder / "memo.m4a", [next(parts)], "aac")
    _encode(folder / "short.opus", [talk[RATE // 2 : RATE]], "libopus")
    _encode(folder / "film.mkv", [next(parts), talk], "aac", titles=("original", "commentary"))
    _encode(folder / "video.mp4", [next(parts)], "aac", pictures=True)
    _write_bad_ones(folder, talk)
    return [
        *("Grüße aus Zürich, 你好.wav", "cut.wav", "two microphones.flac", "podcast.mp3", "notes.mp3", "memo.m4a"),
        *("film.mkv", "short.opus", "call.ul", "locked.m4a", "video.mp4", "silence.wav"),
    ]


def _write_bad_ones(folder: Path, talk: NDArray[np.float32]) -> None:
    """Write one that is cut short, a text that is called .mp3, and one with DRM."""
    soundfile.write(folder / "cut.wav", talk, RATE)
    whole = (folder / "cut.wav").read_bytes()
    (folder / "cut.wav").write_bytes(whole[: len(whole) * 2 // 3])
    (folder / "notes.mp3").write_text("Monday: call the plumber.\n" * 100, encoding="utf-8")
    shutil.copy(folder / "memo.m4a", folder / "locked.m4a")
    clear = (folder / "locked.m4a").read_bytes()
    (folder / "locked.m4a").write_bytes(clear.replace(b"mp4a", b"drms", 1))


def _encode(
    path: Path, tracks: Sequence[NDArray[np.float32]], codec: str, *, titles: Sequence[str] = (), pictures: bool = False
) -> None:
    with av.open(str(path), "w") as container:
        streams = [container.add_stream(codec, rate=48_000, layout="mono") for _ in tracks]
        for number, title in enumerate(titles):
            streams[number].metadata["title"] = title
            streams[number].disposition = Disposition(0) if number else Disposition.default
        if pictures:
            _add_pictures(container)
        for stream, samples in zip(streams, tracks, strict=True):
            resampler = av.AudioResampler(stream.format.name, "mono", 48_000, stream.codec_context.frame_size or 1024)
            for frame in _frames(samples):
                for resampled in resampler.resample(frame):
                    container.mux(stream.encode(resampled))
            for resampled in resampler.resample(None):
                container.mux(stream.encode(resampled))
            container.mux(stream.encode(None))


def _frames(samples: NDArray[np.float32]) -> Iterator[av.AudioFrame]:
    for start in range(0, len(samples), 1024):
        frame = av.AudioFrame.from_ndarray(
            samples[np.newaxis, start : start + 1024].copy(), format="flt", layout="mono"
        )
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        yield frame


def _add_pictures(container: av.container.OutputContainer) -> None:
    stream = container.add_stream("mpeg4", rate=2)
    stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
    for number in range(round(2 * SECONDS)):
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.full((64, 64, 3), number, np.uint8), format="rgb24")))
    container.mux(stream.encode(None))
