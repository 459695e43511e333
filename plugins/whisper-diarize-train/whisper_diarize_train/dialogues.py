"""Simulated dialogues of held-out speakers, and how well a diarizer does on them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whisper_diarize_train.conditions import dialogue_conditions
from whisper_diarize_train.corpus import Split
from whisper_diarize_train.simulator import Mixture, Simulator

FRAMES_PER_SECOND = 100
LEAST_SECONDS_OF_SPEECH = 10.0  # of a voice, so that its clips are not repeated all the time
NUM_SPEAKERS = (2, 3, 4, 5)
SECONDS = (90.0, 120.0)

Interval = tuple[str, float, float]  # speaker, start and end in seconds
Diarizer = Callable[[NDArray[np.float32], int | None], list[Interval]]


@dataclass(frozen=True, slots=True)
class DialogueScore:
    """Seconds in error over seconds of reference speech, and how often the number of speakers was right."""

    speech: float = 0.0
    missed: float = 0.0
    false_alarm: float = 0.0
    confusion: float = 0.0
    dialogues: int = 0
    right_counts: int = 0

    def __add__(self, other: "DialogueScore") -> "DialogueScore":
        """Add seconds, so that rates are never averaged."""
        return DialogueScore(
            self.speech + other.speech,
            self.missed + other.missed,
            self.false_alarm + other.false_alarm,
            self.confusion + other.confusion,
            self.dialogues + other.dialogues,
            self.right_counts + other.right_counts,
        )

    @property
    def rate(self) -> float:
        """Return the diarization error rate."""
        return (self.missed + self.false_alarm + self.confusion) / max(self.speech, 1e-9)


def draw_dialogues(simulator: Simulator, split: Split, count: int, seed: int) -> list[Mixture]:
    """Simulate dialogues of 2, 3, 4 and 5 speakers in turn: one set and one channel each."""
    rng = np.random.default_rng([seed, ("train", "validation", "test").index(split)])
    talkative = simulator.with_speech(LEAST_SECONDS_OF_SPEECH)
    dialogues: list[Mixture] = []
    while len(dialogues) < count:
        conditions = dialogue_conditions(rng, NUM_SPEAKERS[len(dialogues) % len(NUM_SPEAKERS)])
        mixture = talkative.draw(conditions, rng.uniform(*SECONDS), rng)
        if mixture.activity.any(axis=0).all():
            dialogues.append(mixture)
    return dialogues


def score(mixture: Mixture, turns: Iterable[Interval]) -> DialogueScore:
    """Compare a diarizer's turns with a dialogue's: no collar, overlap included."""
    from pyannote.core import Annotation, Segment, Timeline  # noqa: PLC0415 - slow to import
    from pyannote.metrics.diarization import DiarizationErrorRate  # noqa: PLC0415 - slow to import

    def annotation(intervals: Iterable[Interval]) -> Annotation:
        marked = Annotation()
        for track, (speaker, start, end) in enumerate(intervals):
            marked[Segment(start, end), track] = speaker
        return marked

    given = list(turns)
    scored = Timeline([Segment(0, len(mixture.activity) / FRAMES_PER_SECOND)])
    parts = DiarizationErrorRate()(annotation(true_turns(mixture)), annotation(given), uem=scored, detailed=True)
    right_count = len({speaker for speaker, _, _ in given}) == mixture.activity.shape[1]
    return DialogueScore(
        speech=parts["total"],
        missed=parts["missed detection"],
        false_alarm=parts["false alarm"],
        confusion=parts["confusion"],
        dialogues=1,
        right_counts=int(right_count),
    )


def true_turns(mixture: Mixture) -> list[Interval]:
    """Return who really talks when."""
    return [
        (f"true{speaker}", start, end)
        for speaker in range(mixture.activity.shape[1])
        for start, end in _intervals(mixture.activity[:, speaker])
    ]


def one_speaker_in_speech(mixture: Mixture) -> list[Interval]:
    """Guess one speaker wherever anybody talks."""
    return [("one", start, end) for start, end in _intervals(np.any(mixture.activity, axis=1))]


def one_speaker_everywhere(mixture: Mixture) -> list[Interval]:
    """Guess one speaker from beginning to end."""
    return [("one", 0.0, len(mixture.activity) / FRAMES_PER_SECOND)]


def _intervals(active: NDArray[np.bool_]) -> list[tuple[float, float]]:
    edges = np.flatnonzero(np.diff(active.astype(np.int8), prepend=0, append=0)) / FRAMES_PER_SECOND
    return [(float(start), float(end)) for start, end in edges.reshape(-1, 2)]
