"""Time and memory of the diarizer against the length of a recording.

    python -m tests.benchmarks.length samples/standup.wav samples/interview.wav --minutes 10 60 180 600

Recordings of each length are made of those that are given: one after the other in varied order, in pieces of 30 to 90 s
from anywhere in them, each at another level and one in four with a second one under it, so that no two minutes are the
same. They are written to a temporary file, and each is diarized by a process of its own, from that file.

Printed for each: wall and CPU seconds, wall seconds for each hour of sound and what that is to the first row's, the
wall seconds of each stage (those that run at the same time add up to more than passes), the peak of resident memory,
and the speakers found. Reading is what `open_audio` takes. The model is loaded before the clock starts.
After it: the CPU seconds of attribution and of each format for two hours of talk, 20,000 words and 4,000 turns, and for
ten hours. With `--words` that alone.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import soundfile
from numpy.typing import NDArray

from whisper_diarize.attribution import Viterbi, attribute
from whisper_diarize.audio import open_audio
from whisper_diarize.plugins import load as load_plugins
from whisper_diarize.records import SAMPLE_RATE, Diarization, Segment, SpeakerCount, Transcript, Turn, Word

PIECE_SECONDS = (30.0, 90.0)
GAINS_DB = (-9.0, 3.0)
UNDER_SHARE, UNDER_DB = 0.25, -12.0  # of pieces with another one under them, and its level
STAGES = ("reading", "segmentation", "embedding", "counting", "clustering", "reconstruction")
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
Row = dict[str, float]


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", type=Path, nargs="*")
    parser.add_argument("--minutes", type=float, nargs="+", default=[10, 60, 180, 600])
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--mode", choices=("fast", "exact"), default="fast")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    parser.add_argument("--words", action="store_true", help="measure attribution and formats only")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)  # in the process of its own
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(diarize(arguments.recordings[0], arguments.model, arguments.mode)))
        return 0
    rows = [] if arguments.words else list(measure(arguments))
    rest = {hours: words_and_turns(hours) for hours in (2, 10)}
    for hours, clock in rest.items():
        print(f"\n{hours} hours of words: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in clock.items()))
        print(f"together {sum(clock.values()):.2f} s")
    if arguments.json:
        arguments.json.write_text(json.dumps({"lengths": rows, "hours of words": rest}, indent=2) + "\n")
    return 0


def measure(arguments: argparse.Namespace) -> Iterator[Row]:
    """Print and yield the row of each length."""
    print(f"{'min':>5}{'wall s':>9}{'CPU s':>9}{'s/h':>8}{'ratio':>7}", end="")
    print("".join(f"{stage:>16}" for stage in STAGES), f"{'peak MB':>9}{'speakers':>9}", flush=True)
    first = 0.0
    for minutes in arguments.minutes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "long.wav"
            write_recording(arguments.recordings, minutes * 60, path)
            command = [sys.executable, __file__, "--one", str(path), "--model", arguments.model]
            command += ["--mode", arguments.mode]
            answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        row: Row = {"minutes": minutes, **json.loads(answer)}
        rate = row["wall"] / minutes * 60
        first = first or rate
        print(f"{minutes:5.0f}{row['wall']:9.1f}{row['cpu']:9.1f}{rate:8.1f}{rate / first:7.2f}", end="")
        print("".join(f"{row[stage]:16.2f}" for stage in STAGES), end="")
        print(f"{row['peak_mb']:10.0f}{row['speakers']:9.0f}", flush=True)
        yield row


def diarize(path: Path, model: str, mode: Literal["fast", "exact"]) -> Row:
    """Diarize one recording."""
    from whisper_diarize.blas import load_fast_blas

    load_fast_blas()
    from whisper_diarize.diarization import DiarizationOptions, load, pipeline

    diarizer = load(model, DiarizationOptions(mode=mode))
    clock = Clock()
    for stage, owner, name in (
        ("clustering", diarizer, "find_speakers"),
        ("reconstruction", diarizer, "_diarization"),
        ("counting", pipeline, "count_speakers"),
        ("segmentation", diarizer.model.segmentation, "logits"),
        *(("embedding", diarizer.model.embedding, name) for name in ("energies", "frames", "pool")),
        ("embedding", diarizer.model.embedding, "features"),
        ("embedding", diarizer.model.embedding, "embed"),
    ):
        setattr(owner, name, clock.timed(stage, getattr(owner, name)))
    started, used = time.perf_counter(), time.process_time()
    audio = clock.timed("reading", open_audio)(str(path), SAMPLE_RATE)
    found = diarizer.diarize(audio, SpeakerCount(), lambda _done, _total: None)  # type: ignore[arg-type]  # a fake, or what is to be refused
    wall, cpu = time.perf_counter() - started, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MEMORY_UNIT / 2**20
    return {"wall": wall, "cpu": cpu, **clock.seconds, "peak_mb": peak, "speakers": len(found.speakers)}


class Clock:
    """Adds up the wall seconds of stages."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)

    def timed(self, stage: str, work: Callable[..., object]) -> Callable[..., object]:
        """Return `work` with its time taken."""

        def measured(*arguments: object, **options: object) -> object:
            started = time.perf_counter()
            try:
                return work(*arguments, **options)
            finally:
                self.seconds[stage] += time.perf_counter() - started

        return measured


def write_recording(recordings: list[Path], seconds: float, path: Path) -> None:
    """Write pieces of the recordings until there are as many seconds."""
    rng = np.random.default_rng(0)
    sounds = [open_audio(str(recording), SAMPLE_RATE).array for recording in recordings]
    left = round(seconds * SAMPLE_RATE)
    with soundfile.SoundFile(path, "w", SAMPLE_RATE, 1, "PCM_16") as file:
        while left > 0:
            piece = draw_piece(sounds, rng)[:left]
            file.write(piece)
            left -= len(piece)


def draw_piece(sounds: list[NDArray[np.float32]], rng: np.random.Generator) -> NDArray[np.float32]:
    """Cut a piece from one of the sounds, at some level, and maybe lay another one under it."""
    size = round(rng.uniform(*PIECE_SECONDS) * SAMPLE_RATE)
    piece = gain(rng.uniform(*GAINS_DB)) * cut(sounds[rng.integers(len(sounds))], size, rng)
    if rng.random() < UNDER_SHARE:
        piece += gain(UNDER_DB) * cut(sounds[rng.integers(len(sounds))], size, rng)
    return np.clip(piece, -1.0, 1.0)


def cut(sound: NDArray[np.float32], size: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Cut a sound that begins anew where it ends."""
    return np.take(sound, np.arange(size) + rng.integers(len(sound)), mode="wrap")


def gain(decibels: float) -> np.float32:
    """Return the gain of the samples."""
    return np.float32(10 ** (decibels / 20))


def words_and_turns(hours: int) -> dict[str, float]:
    """Return the CPU seconds of attribution and of all formats for 10,000 words and 2,000 turns an hour."""
    words = [Word(0.36 * index, 0.36 * index + 0.3, f" word{index % 997}", 0.9) for index in range(hours * 10_000)]
    runs = list(zip(*[iter(words)] * 10, strict=True))
    segments = tuple(Segment(run[0].start, run[-1].end, "".join(word.text for word in run), run) for run in runs)
    turns = tuple(Turn(1.8 * index, 1.8 * index + 1.9, f"SPEAKER_{index % 5:02d}") for index in range(hours * 2_000))
    transcript, diarization = Transcript(segments, "en"), Diarization(turns)
    clock: dict[str, float] = {}
    started = time.process_time()
    attributed = attribute(transcript, diarization, Viterbi(), name="talk", duration=hours * 3600.0)
    clock["attribution"] = time.process_time() - started
    for entry in load_plugins().exporters:
        exporter = entry.build(None)
        started = time.process_time()
        exporter.render(attributed)
        clock[entry.name] = time.process_time() - started
    return clock


if __name__ == "__main__":
    sys.exit(main())
