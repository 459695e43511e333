"""Live captions on a virtual clock: latency, words taken back, labels that changed, work, for each step.

    python -m tests.benchmarks.live samples/interview.wav --transcriber pocketsphinx --steps 1,2,4

Each recording is played to `whisper-diarize live` on a clock on which work takes its time and waiting none. Of a word,
latency is counted from its end to the moment at which it was shown: first at all (interim), and for good (confirmed).
The columns:

- interim, confirmed: median and 95th percentile, in seconds;
- back: words that were shown and taken back, a minute of the recording; words for good are never;
- flips: % of the words whose label was one person's and became another's while people talked;
- first, last, final: % of the words that are another's by NAME.rttm beside the recording: with the first label that was
  shown, with the last one live, and with that of `transcribe` on the same words; the best pairing of labels and people;
- same: whether the turns at the end are those of `diarize` on the recording, to the last bit;
- work: seconds of work for a second of the recording, without the end.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.optimize import linear_sum_assignment
from whisper_diarize_live.agreement import plain
from whisper_diarize_live.captions import Captions, Change
from whisper_diarize_live.clock import VirtualClock
from whisper_diarize_live.labels import UNKNOWN
from whisper_diarize_live.live import Pace
from whisper_diarize_live.running import Folder, Run
from whisper_diarize_live.settings import Settings
from whisper_diarize_live.sound import PlayedFile

from whisper_diarize import Turn, Word
from whisper_diarize.audio import open_audio
from whisper_diarize.scoring import read_annotation

COLUMNS = ("recording", "step", "interim", "confirmed", "back", "flips", "first", "last", "final", "same", "work")
NEAR_SECONDS = 1.0


@dataclass
class Watcher:
    """Notes all that is shown, and when."""

    changes: list[Change] = field(default_factory=list)
    labels: list[list[str]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    def show(self, change: Change, captions: Captions) -> None:
        """Note a change."""
        self.changes.append(change)
        self.labels.append(list(captions.speakers))
        self.words = list(captions.words)

    def end(self, captions: Captions) -> None:
        """Ignore the end: the last change was shown."""

    def confirmed(self) -> list[float]:
        """Return the seconds from the end of each word until it was certain."""
        return [change.at - self.words[place].end for change in self.changes for place in change.added]

    def interim(self) -> list[float]:
        """Return the seconds from the end of each word until it was shown at all."""
        shown = [
            (change.at, [*(self.words[place] for place in change.added), *change.tentative]) for change in self.changes
        ]
        return [
            next((at for at, words in shown if any(same_word(word, other) for other in words)), np.inf) - word.end
            for word in self.words
        ]

    def taken_back(self) -> int:
        """Count the words that were shown and then were not."""
        count = 0
        for change, after in zip(self.changes, self.changes[1:], strict=False):
            kept = [*(self.words[place] for place in after.added), *after.tentative]
            count += sum(not any(same_word(word, other) for other in kept) for word in change.tentative)
        return count

    def first_labels(self) -> list[str]:
        """Return the first label of each word that was a person's."""
        return [
            next((labels[place] for labels in self.labels if place < len(labels) and labels[place] != UNKNOWN), UNKNOWN)
            for place in range(len(self.words))
        ]

    def flips(self) -> int:
        """Count the words that were one person's, and then another's."""
        seen = [
            {labels[place] for labels in self.labels if place < len(labels)} - {UNKNOWN}
            for place in range(len(self.words))
        ]
        return sum(len(labels) > 1 for labels in seen)


def same_word(one: Word, other: Word) -> bool:
    """Tell whether two hypotheses have a word in common."""
    return plain(one.text) == plain(other.text) and abs(one.start - other.start) < NEAR_SECONDS


def wrong_share(words: Sequence[Word], labels: Sequence[str], truth: Sequence[Turn]) -> float:
    """Return the % of the words in true turns that are another's, with the best pairing of labels and people."""
    people, names = sorted({turn.speaker for turn in truth}), sorted(set(labels))
    counts = np.zeros((len(names), len(people)))
    total = 0
    for word, label in zip(words, labels, strict=True):
        middle = (word.start + word.end) / 2
        talking = {turn.speaker for turn in truth if turn.start <= middle < turn.end}
        total += bool(talking)
        for person in talking:
            counts[names.index(label), people.index(person)] += 1
    if UNKNOWN in names:
        counts[names.index(UNKNOWN)] = 0
    rows, columns = linear_sum_assignment(-counts)
    return 100 * (1 - counts[rows, columns].sum() / total) if total else np.nan


def measure(path: Path, settings: Settings, step: float) -> list[str]:
    """Play a recording; return the cells of its row."""
    watcher, clock, audio = Watcher(), VirtualClock(), open_audio(str(path))
    with tempfile.TemporaryDirectory() as folder:
        run = Run(settings, Folder(Path(folder) / path.stem), clock, Pace(words=step), (watcher,))
        result = run.record(PlayedFile(audio, clock))
        assert result is not None
        final = result.unwrap()
        with settings.session() as session:
            whole = session.diarize(run.folder.sound, num_speakers=settings.num_speakers)
    assert final.diarization is not None
    same = final.diarization.turns == whole.turns and final.diarization.exclusive() == whole.exclusive()
    minutes, words = audio.duration / 60, max(1, len(watcher.words))
    return [
        path.stem,
        f"{step:g}",
        distribution(watcher.interim()),
        distribution(watcher.confirmed()),
        f"{watcher.taken_back() / minutes:.1f}",
        f"{100 * watcher.flips() / words:.1f}",
        *wrong_labels(path, watcher, [word.speaker or UNKNOWN for word in final.words]),
        "yes" if same else "NO",
        f"{(watcher.changes[-2].at - clock.waited) / audio.duration:.2f}",
    ]


def wrong_labels(path: Path, watcher: Watcher, final: Sequence[str]) -> list[str]:
    """Return the cells of the wrong labels; `-` without a reference."""
    reference = path.with_suffix(".rttm")
    if not reference.exists():
        return ["-"] * 3
    truth = read_annotation(reference).turns
    stages = (watcher.first_labels(), watcher.labels[-1], final)
    return [f"{wrong_share(watcher.words, labels, truth):.1f}" for labels in stages]


def distribution(seconds: Sequence[float]) -> str:
    """Return the median and the 95th percentile."""
    return f"{np.median(seconds):.1f} / {np.percentile(seconds, 95):.1f}" if seconds else "-"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", nargs="+", type=Path)
    parser.add_argument("--transcriber", default="mlx-whisper")
    parser.add_argument("--model")
    parser.add_argument("--diarization-model", default="bundled")
    parser.add_argument("--num-speakers", type=int)
    parser.add_argument("--steps", default="1,2,4", help="seconds, with commas")
    arguments = parser.parse_args()
    settings = Settings(
        transcriber=arguments.transcriber,
        model=arguments.model,
        diarization_model=arguments.diarization_model,
        num_speakers=arguments.num_speakers,
        output_formats=("json",),
    )
    table = Table(*COLUMNS)
    for path in arguments.recordings:
        for step in map(float, arguments.steps.split(",")):
            table.add_row(*measure(path, settings, step))
    Console(width=140).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
