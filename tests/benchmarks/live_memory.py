"""Memory of `whisper-diarize live` over an hour on a virtual clock: the resident set, every ten minutes.

    python -m tests.benchmarks.live_memory CONVERSATIONS... [--hours 1] [--transcriber pocketsphinx] [--diarizer mlx]

Recordings are played one after the other, again and again. By default the words are an engine's that writes one for
each 0.4 s of sound, as people talk, and speakers are not looked for, so that an hour takes a minute or two: sound,
log, page, captions and steps are the product's. The clock is the processor's.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whisper_diarize_live.captions import Captions, Change
from whisper_diarize_live.clock import VirtualClock
from whisper_diarize_live.folder import Folder
from whisper_diarize_live.running import Run
from whisper_diarize_live.serving import ServedCaptions
from whisper_diarize_live.settings import Settings
from whisper_diarize_live.shown import GrowingVtt
from whisper_diarize_live.sound import PlayedFile

from whisper_diarize import SAMPLE_RATE, Audio, Register, StreamedWords, Transcriber, Word, hookimpl
from whisper_diarize.audio import open_audio
from whisper_diarize.testing import FakeTranscriber

WORD_SECONDS = 0.4
EVERY_SECONDS = 600.0


class Clockwork(FakeTranscriber):
    """An engine that writes a word for each 0.4 s."""

    def stream(self) -> ClockworkStream:
        """Begin a stream."""
        return ClockworkStream()


class ClockworkStream:
    """Its words."""

    def __init__(self) -> None:
        self._samples = 0
        self._written = 0

    def feed(self, samples: NDArray[np.float32], *, last: bool = False) -> StreamedWords:
        """Return the words that are over, and one that may change."""
        self._samples += len(samples)
        count = int(self._samples / SAMPLE_RATE / WORD_SECONDS)
        words = tuple(_word(number) for number in range(self._written, count))
        self._written = count
        return StreamedWords(words, () if last else (_word(count),))


def _word(number: int) -> Word:
    end = "." if number % 12 == 11 else ""
    return Word(number * WORD_SECONDS, (number + 1) * WORD_SECONDS, f" word{number % 997}{end}", 0.9)


class Engines:
    """The plugin."""

    @hookimpl
    def register_transcribers(self, register: Register[Transcriber]) -> None:
        """Register `clockwork`."""
        register("clockwork", lambda _: Clockwork())


class Again:
    """Recordings one after the other, again and again, without being in memory more than once."""

    def __init__(self, sound: NDArray[np.float32], num_samples: int) -> None:
        self._sound = sound
        self._num_samples = num_samples

    def __len__(self) -> int:
        """Return the number of samples."""
        return self._num_samples

    def __getitem__(self, index: slice) -> NDArray[np.float32]:
        """Return some of them."""
        start, stop, _ = index.indices(self._num_samples)
        return self._sound[np.arange(start, stop) % len(self._sound)]


@dataclass
class Scale:
    """Prints the resident set."""

    num_rows: int = 0

    def show(self, change: Change, captions: Captions) -> None:
        """Print it every ten minutes."""
        if change.heard >= EVERY_SECONDS * self.num_rows:
            self.num_rows += 1
            print(f"| {change.heard / 60:.0f} | {resident_mib():.1f} | {len(captions.words)} |", flush=True)

    def end(self, captions: Captions) -> None:
        """Ignore the end."""


def resident_mib() -> float:
    """Return the resident set, in MiB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", nargs="+", type=Path)
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--transcriber", default="clockwork")
    parser.add_argument("--diarizer", help="find the speakers, too: mlx")
    arguments = parser.parse_args()
    sound = np.concatenate([open_audio(str(path)).array for path in arguments.recordings])
    audio = Audio(Again(sound, round(arguments.hours * 3600 * SAMPLE_RATE)), name="hour")
    settings = Settings(
        transcriber=arguments.transcriber,
        diarize=arguments.diarizer is not None,
        diarizer=arguments.diarizer or "mlx",
        diarization_model="bundled" if arguments.diarizer else None,
        final="none",
    )
    print("| minute | resident, MiB | words |\n| --- | --- | --- |", flush=True)
    scale, clock, began = Scale(), VirtualClock(time.process_time), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        places = (scale, GrowingVtt(Path(folder) / "hour.vtt"), ServedCaptions("hour"))
        run = Run(settings, Folder(Path(folder) / "hour"), clock, places=places, plugins=(Engines(),))
        run.record(PlayedFile(audio, clock))
    print(
        f"{clock.worked / audio.duration:.3f} s of the processor a second; {time.perf_counter() - began:.0f} s in all"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
