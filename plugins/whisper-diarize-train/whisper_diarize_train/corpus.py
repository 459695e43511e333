"""A corpus on disk -> one int16 memory map, an index of its clips, and the speech in each clip.

`sources.py` says what a corpus may look like. Of the sets whose names start with an underscore, which have no known
speakers, only `_noise`, `_music` and `_unlabelled` are read.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from whisper_diarize_train.sources import find_sources
from whisper_diarize_train.speech import speech_mask

SAMPLE_RATE = 16000
FULL_SCALE = np.float32(32768)
NOISE, MUSIC, UNLABELLED = "_noise", "_music", "_unlabelled"
WITHOUT_SPEAKERS = (NOISE, MUSIC, UNLABELLED)
HELD_OUT_SHARE = 0.1  # of each set's speakers, half of them for validation and half for test

Split = Literal["train", "validation", "test"]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording of one speaker: where its samples lie in the memory map."""

    set: str
    speaker: str
    start: int
    num_samples: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """Decoded clips. `samples`: (num_samples,) int16; `speech`: (num_samples / 160,) bool, one per 10 ms."""

    samples: NDArray[np.int16]
    speech: NDArray[np.bool_]
    clips: tuple[Clip, ...]
    noises: tuple[Clip, ...]
    music: tuple[Clip, ...] = ()
    unlabelled: tuple[Clip, ...] = ()

    def audio(self, clip: Clip) -> Floats:
        """Return the clip's samples: (num_samples,) float32 in [-1, 1]."""
        samples = self.samples[clip.start : clip.start + clip.num_samples]
        audio: Floats = samples.astype(np.float32) / FULL_SCALE
        return audio

    def activity(self, clip: Clip) -> NDArray[np.bool_]:
        """Return the clip's speech mask at 100 frames a second: (num_samples / 160,)."""
        return self.speech[clip.start // 160 : (clip.start + clip.num_samples) // 160]

    def speakers(self, split: Split) -> dict[str, dict[str, list[Clip]]]:
        """Return set -> speaker -> clips, for the speakers of one split."""
        found: dict[str, dict[str, list[Clip]]] = {}
        for clip in self.clips:
            if split_of(clip.set, clip.speaker) == split:
                found.setdefault(clip.set, {}).setdefault(clip.speaker, []).append(clip)
        return found


def split_of(set_name: str, speaker: str) -> Split:
    """Put a speaker into a split by a hash of the name: the same on every machine and in every corpus."""
    digest = hashlib.sha256(f"{set_name}/{speaker}".encode()).digest()
    place = int.from_bytes(digest[:4], "big") / 2**32
    if place >= HELD_OUT_SHARE:
        return "train"
    return "validation" if place < HELD_OUT_SHARE / 2 else "test"


def prepare(corpus: Path, out: Path, progress: Callable[[int, int], None] = lambda _done, _total: None) -> None:
    """Decode a corpus into `out`: samples.i16, speech.u8 and clips.json.

    Raises:
        OptionError: it has no recordings, or one whose speaker is not known.
    """
    rows = [row for row in find_sources(corpus) if not row.set.startswith("_") or row.set in WITHOUT_SPEAKERS]
    out.mkdir(parents=True, exist_ok=True)
    index: list[tuple[str, str, int, int]] = []
    start = 0
    with (out / "samples.i16").open("wb") as samples_file, (out / "speech.u8").open("wb") as speech_file:
        for done, row in enumerate(rows, start=1):
            audio = read_audio(row.path, row.start, row.end)
            samples_file.write((audio * 32767).astype(np.int16).tobytes())
            speech_file.write(speech_mask(audio).tobytes())
            index.append((row.set, row.speaker, start, len(audio)))
            start += len(audio)
            progress(done, len(rows))
    (out / "clips.json").write_text(json.dumps(index))


def load(folder: Path) -> Corpus:
    """Open the output of `prepare`, without reading it into memory."""
    clips = tuple(Clip(*row) for row in json.loads((folder / "clips.json").read_text()))
    return Corpus(
        samples=np.memmap(folder / "samples.i16", np.int16, "r"),
        speech=np.memmap(folder / "speech.u8", np.bool_, "r"),
        clips=tuple(clip for clip in clips if not clip.set.startswith("_")),
        **{name: tuple(clip for clip in clips if clip.set == f"_{name}") for name in ("music", "unlabelled")},
        noises=tuple(clip for clip in clips if clip.set == NOISE),
    )


def read_audio(path: Path, start: float = 0.0, end: float | None = None) -> Floats:
    """Decode `start` to `end` seconds of a file to mono 16 kHz, cut to whole 10 ms frames, peak at most 1."""
    with soundfile.SoundFile(path) as file:
        file.seek(min(round(start * file.samplerate), file.frames))
        wanted = -1 if end is None else round((end - start) * file.samplerate)
        audio = file.read(wanted, dtype="float32", always_2d=True)
        rate = file.samplerate
    mono = audio[:, 0]
    if rate != SAMPLE_RATE:
        mono = soxr.resample(mono, rate, SAMPLE_RATE)
    mono = mono[: len(mono) // 160 * 160]
    peak = float(np.abs(mono).max(initial=0.0))
    return np.asarray(mono / max(peak, 1.0), dtype=np.float32)
