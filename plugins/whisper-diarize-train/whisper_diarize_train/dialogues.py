"""Scores of a diarizer on a dialogue, and of guesses."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whisper_diarize import Turn
from whisper_diarize_train.simulator import Mixture

FRAMES_PER_SECOND = 100

Turns = Sequence[Turn]


@dataclass(frozen=True, slots=True)
class DialogueScore:
    """Seconds in error over seconds of reference speech, how often the number of speakers was right, by how far not."""

    speech: float = 0.0
    missed: float = 0.0
    false_alarm: float = 0.0
    confusion: float = 0.0
    dialogues: int = 0
    right_counts: int = 0
    count_errors: int = 0

    def __add__(self, other: "DialogueScore") -> "DialogueScore":
        """Add seconds, so that rates are never averaged."""
        return DialogueScore(
            self.speech + other.speech,
            self.missed + other.missed,
            self.false_alarm + other.false_alarm,
            self.confusion + other.confusion,
            self.dialogues + other.dialogues,
            self.right_counts + other.right_counts,
            self.count_errors + other.count_errors,
        )

    @property
    def errors(self) -> float:
        """Return the seconds in error."""
        return self.missed + self.false_alarm + self.confusion

    @property
    def rate(self) -> float:
        """Return the diarization error rate."""
        return self.errors / max(self.speech, 1e-9)


def score(reference: Turns, found: Turns) -> DialogueScore:
    """Compare a diarizer's turns with the true ones: no collar, overlap included."""
    from whisper_diarize.scoring import diarization_errors  # noqa: PLC0415 - slow to import

    parts = diarization_errors(reference, found, collar=0.0, skip_overlap=False)
    true_count, count = (len({turn.speaker for turn in turns}) for turns in (reference, found))
    return DialogueScore(
        speech=parts.total,
        missed=parts.missed,
        false_alarm=parts.false_alarm,
        confusion=parts.confusion,
        dialogues=1,
        right_counts=int(count == true_count),
        count_errors=abs(count - true_count),
    )


def true_turns(mixture: Mixture) -> tuple[Turn, ...]:
    """Return who really talks when."""
    return tuple(
        Turn(start, end, f"true{speaker}")
        for speaker in range(mixture.activity.shape[1])
        for start, end in _intervals(mixture.activity[:, speaker])
    )


def bridge_pauses(turns: Turns, seconds: float) -> tuple[Turn, ...]:
    """Join the turns of each speaker over pauses of at most so many seconds."""
    joined: list[Turn] = []
    latest: dict[str, int] = {}
    for turn in sorted(turns, key=lambda turn: turn.start):
        index = latest.get(turn.speaker)
        if index is not None and turn.start - joined[index].end <= seconds:
            joined[index] = Turn(joined[index].start, max(joined[index].end, turn.end), turn.speaker)
            continue
        latest[turn.speaker] = len(joined)
        joined.append(turn)
    return tuple(joined)


def one_speaker_in_speech(reference: Turns) -> tuple[Turn, ...]:
    """Guess one speaker wherever anybody talks."""
    return bridge_pauses([Turn(turn.start, turn.end, "one") for turn in reference], 0.0)


def one_speaker_everywhere(seconds: float) -> tuple[Turn, ...]:
    """Guess one speaker from beginning to end."""
    return (Turn(0.0, seconds, "one"),)


def _intervals(active: NDArray[np.bool_]) -> list[tuple[float, float]]:
    edges = np.flatnonzero(np.diff(active.astype(np.int8), prepend=0, append=0)) / FRAMES_PER_SECOND
    return [(float(start), float(end)) for start, end in edges.reshape(-1, 2)]
