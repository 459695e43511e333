"""What the classes of a segmentation mean, and how a model is to be used: its description, its weights, or custom."""

from __future__ import annotations

import dataclasses
from math import comb

from whisper_diarize.errors import ModelError
from whisper_diarize.weights.metadata import MOST_SPEAKERS, Facts

from .config import STEP, ModelConfig

COMMON = {7: (3, 2), 3: (3, None)}  # classes: speakers, and how many at once, of pyannote's published models
MEANING = ("max_speakers_per_chunk", "max_speakers_per_frame")


def use(source: str, config: ModelConfig, said: frozenset[str], facts: Facts, num_classes: int) -> ModelConfig:
    """Return how a model is to be used: what its description says, else its weights, else what is usual.

    Args:
        source: the segmentation's file, for messages.
        config: the description.
        said: which of its fields were said; the others have their defaults.
        facts: what the segmentation's file says.
        num_classes: how many classes it has.

    Raises:
        ModelError: they contradict each other, or nothing says what the classes mean.
    """
    duration = config.duration if "duration" in said or facts.duration is None else facts.duration
    step = config.step if "step" in said else STEP * duration
    speakers, at_once = _meaning(source, config, said, facts, num_classes)
    return dataclasses.replace(
        config, duration=duration, step=step, max_speakers_per_chunk=speakers, max_speakers_per_frame=at_once
    )


def _meaning(
    source: str, config: ModelConfig, said: frozenset[str], facts: Facts, num_classes: int
) -> tuple[int, int | None]:
    """Return how many speakers a window has, and how many at once (None: the classes are the speakers)."""
    described = (config.max_speakers_per_chunk, config.max_speakers_per_frame)
    if said.intersection(MEANING):
        _check_classes(source, "the model's description", described, num_classes)
        stated = (facts.speakers, facts.at_once)
        if facts.speakers is not None and stated != described:
            raise ModelError(
                f"{source}: the file says that its classes are {meaning(facts.speakers, facts.at_once)}, "
                f"but the model's description: {meaning(*described)}"
            )
        return described
    known = known_classes(source, facts, num_classes)
    if known is not None:
        return known
    if num_speaker_classes(*described) == num_classes:
        return described
    could_be = "; ".join(
        f"max_speakers_per_chunk {speakers}, max_speakers_per_frame {'null' if at_once is None else at_once} "
        f"({meaning(speakers, at_once)})"
        for speakers, at_once in readings(num_classes)
    )
    raise ModelError(f"{source}: nothing says what its {num_classes} classes mean; config.json can say: {could_be}")


def known_classes(source: str, facts: Facts, num_classes: int) -> tuple[int, int | None] | None:
    """Return the meaning of the classes, as in `Facts`, that a file states or that their number usually has.

    Raises:
        ModelError: what the file states does not fit their number.
    """
    if facts.speakers is None:
        return COMMON.get(num_classes)
    stated = (facts.speakers, facts.at_once)
    _check_classes(source, "what the file says about itself", stated, num_classes)
    return stated


def _check_classes(source: str, who: str, described: tuple[int, int | None], num_classes: int) -> None:
    expected = num_speaker_classes(*described)
    if num_classes != expected:
        raise ModelError(
            f"{source}: {who} implies {expected} classes ({meaning(*described)}), but it has {num_classes}"
        )


def num_speaker_classes(speakers: int, at_once: int | None) -> int:
    """Return how many classes there are: the speakers, or their sets of at most `at_once`.

    >>> num_speaker_classes(3, 2)
    7
    """
    return speakers if at_once is None else sum(comb(speakers, size) for size in range(at_once + 1))


def readings(num_classes: int) -> list[tuple[int, int | None]]:
    """Return what so many classes can mean.

    >>> readings(4)
    [(4, None), (2, 2), (3, 1)]
    """
    sets = [
        (speakers, at_once)
        for speakers in range(1, min(num_classes, MOST_SPEAKERS + 1))
        for at_once in range(1, speakers + 1)
        if num_speaker_classes(speakers, at_once) == num_classes
    ]
    return [(num_classes, None), *sets]


def meaning(speakers: int, at_once: int | None) -> str:
    """Say it in words.

    >>> meaning(3, 2), meaning(3, None)
    ('sets of at most 2 of 3 speakers', '3 speakers (multilabel)')
    """
    if at_once is None:
        return f"{speakers} speakers (multilabel)"
    return f"sets of at most {at_once} of {speakers} speakers"
