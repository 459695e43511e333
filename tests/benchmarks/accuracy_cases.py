"""The recordings that a model is scored on, and their references."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whisper_diarize.audio import open_audio
from whisper_diarize.errors import OptionError
from whisper_diarize.records import SAMPLE_RATE, Audio, Turn
from whisper_diarize.scoring import read_annotation

REAL_TITLE = "real telephone conversation"
SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a"})
MIX = ".mix"
SAMPLE_TITLE = "synthetic voices, clean"


@dataclass(frozen=True)
class Case:
    """A recording, who talks when, and a file with who says which word, if that is known."""

    title: str
    audio: Audio
    turns: tuple[Turn, ...]
    words: Path | None = None

    @property
    def num_speakers(self) -> int:
        """Return how many people talk."""
        return len({turn.speaker for turn in self.turns})


@dataclass(frozen=True)
class Sizes:
    """The number of dialogues of each condition, and their lengths."""

    dialogues: dict[str, int]
    seconds: tuple[float, float]


def sizes(ordinary: int, others: int) -> Sizes:
    """Return the sizes of a measurement."""
    from whisper_diarize_train.held_out import SECONDS
    from whisper_diarize_train.held_out_channel import CONDITIONS

    return Sizes({name: ordinary if name == "ordinary" else others for name in CONDITIONS}, SECONDS)


TINY = Sizes({"ordinary": 2, "telephone": 1}, (15.0, 20.0))


def simulated_cases(data: Path, size: Sizes, seed: int) -> Iterator[tuple[str, Iterator[Case]]]:
    """Yield the dialogues of test speakers of each condition, one at a time: many do not fit into memory."""
    from whisper_diarize_train import corpus

    clips = corpus.load(data)
    for condition, count in size.dialogues.items():
        if count:
            yield condition, _simulated(clips, condition, count, seed, size.seconds)


def _simulated(clips: Any, condition: str, count: int, seed: int, seconds: tuple[float, float]) -> Iterator[Case]:
    from whisper_diarize_train.dialogues import true_turns
    from whisper_diarize_train.held_out import draw_dialogues

    for number, mixture in enumerate(draw_dialogues(clips, "test", count, seed, condition, seconds)):
        yield Case(f"{condition} {number}", Audio(mixture.samples), true_turns(mixture))


def read_cases(recordings: Sequence[Path], sample: Sequence[Path] | None) -> Iterator[Case]:
    """Yield pyannote's conversation, if it is given, and the recordings that have their truth beside them."""
    if sample:
        recording, truth = sample
        yield _read(REAL_TITLE, recording, truth, None)
    for path in recordings:
        words = path.with_suffix(".words.json")
        title = f"`{path.stem}`, {SAMPLE_TITLE}"
        yield _read(title, path, path.with_suffix(".rttm"), words if words.is_file() else None)


def folder_cases(folder: Path) -> Iterator[Case]:
    """Yield the recordings of a folder whose turns are known.

    `NAME.rttm` belongs to a recording NAME, or to NAME.mix where the sides of a conversation were recorded apart.

    Raises:
        OptionError: there are none.
    """
    found = [(path, truth) for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES and (truth := _truth(path))]
    if not found:
        raise OptionError(f"{folder}: no recordings with an RTTM file of the same name beside them")
    for recording, truth in found:
        yield _read(f"`{recording.stem}`", recording, truth, None)


def _truth(recording: Path) -> Path | None:
    path = recording.with_name(f"{recording.stem.removesuffix(MIX)}.rttm")
    return path if path.is_file() else None


def _read(title: str, recording: Path, truth: Path, words: Path | None) -> Case:
    audio = open_audio(str(recording), SAMPLE_RATE)
    case = Case(title, audio, read_annotation(truth).turns, words)
    return Case(f"{title}, {audio.duration:.0f} s, {case.num_speakers} speakers", audio, case.turns, words)
