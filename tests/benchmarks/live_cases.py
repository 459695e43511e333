"""Recordings for the benchmarks of live captions: files, and dialogues that the simulator makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from whisper_diarize import Audio, Turn
from whisper_diarize.audio import open_audio
from whisper_diarize.scoring import SaidWord, read_annotation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SEED = 11
MIX = ".mix"


@dataclass(frozen=True)
class Case:
    """A recording, with its true turns and words if they are known."""

    name: str
    audio: Audio
    turns: tuple[Turn, ...] | None = None
    words: tuple[SaidWord, ...] | None = None


def recorded(path: Path) -> Case:
    """Return the recording in a file; NAME.rttm and NAME.words.json beside it are the truth."""
    stem = path.stem.removesuffix(MIX)
    turns, words = (path.with_name(f"{stem}{ending}") for ending in (".rttm", ".words.json"))
    return Case(
        path.stem,
        open_audio(str(path)),
        read_annotation(turns).turns if turns.exists() else None,
        read_annotation(words).words if words.exists() else None,
    )


def simulated(corpus: Path, count: int) -> Iterator[Case]:
    """Yield dialogues of held-out speakers, 2 to 5 of them, in ordinary sound."""
    from whisper_diarize_train import corpus as corpora
    from whisper_diarize_train import held_out
    from whisper_diarize_train.dialogues import true_turns

    clips = corpora.load(corpus)
    for number, mixture in enumerate(held_out.draw_dialogues(clips, "test", count, SEED)):
        name = f"dialogue {number + 1}, {len(mixture.voices)} speakers"
        yield Case(name, Audio(_float32(mixture.samples), name=f"dialogue{number + 1}"), true_turns(mixture))


def _float32(samples: NDArray[np.floating]) -> NDArray[np.float32]:
    return samples.astype("float32")
