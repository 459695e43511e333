"""The classes of a segmentation: how many speakers they stand for, taken from a description or from the weights."""

from __future__ import annotations

import dataclasses
from math import comb

from whisper_diarize.errors import ModelError
from whisper_diarize.weights import MAX_SPEAKERS, NetworkMetadata

from .config import STEP, ModelConfig

Layout = tuple[int, int | None]
"""Speakers of a window, and how many of them at once; None if the classes are the speakers themselves."""

USUAL_LAYOUTS: dict[int, Layout] = {7: (3, 2), 3: (3, None)}  # by number of classes: pyannote's published models
LAYOUT_FIELDS = ("max_speakers_per_chunk", "max_speakers_per_frame")


def resolve_config(
    source: str,
    config: ModelConfig,
    explicit_fields: frozenset[str],
    metadata: NetworkMetadata,
    num_classes: int,
) -> ModelConfig:
    """Complete a model's description: explicit fields win, then the weight file's metadata, then defaults.

    Args:
        source: the segmentation's file, for messages.
        config: the description.
        explicit_fields: the fields that it states; the others have their defaults.
        metadata: of the segmentation's file.
        num_classes: of the segmentation.

    Raises:
        ModelError: they contradict each other, or nothing says what the classes mean.
    """
    duration = config.duration if "duration" in explicit_fields or metadata.duration is None else metadata.duration
    step = config.step if "step" in explicit_fields else STEP * duration
    speakers, at_once = _layout(source, config, explicit_fields, metadata, num_classes)
    return dataclasses.replace(
        config, duration=duration, step=step, max_speakers_per_chunk=speakers, max_speakers_per_frame=at_once
    )


def _layout(
    source: str,
    config: ModelConfig,
    explicit_fields: frozenset[str],
    metadata: NetworkMetadata,
    num_classes: int,
) -> Layout:
    described = (config.max_speakers_per_chunk, config.max_speakers_per_frame)
    if explicit_fields.intersection(LAYOUT_FIELDS):
        _check_classes(source, "the model's description", described, num_classes)
        stated = (metadata.speakers, metadata.at_once)
        if metadata.speakers is not None and stated != described:
            raise ModelError(
                f"{source}: the file says that its classes are "
                f"{describe_classes(metadata.speakers, metadata.at_once)}, "
                f"but the model's description: {describe_classes(*described)}"
            )
        return described
    known = classes_from_metadata(source, metadata, num_classes)
    if known is not None:
        return known
    if num_speaker_classes(*described) == num_classes:
        return described
    could_be = "; ".join(
        f"max_speakers_per_chunk {speakers}, max_speakers_per_frame {'null' if at_once is None else at_once} "
        f"({describe_classes(speakers, at_once)})"
        for speakers, at_once in class_layouts(num_classes)
    )
    raise ModelError(f"{source}: nothing says what its {num_classes} classes mean; config.json can say: {could_be}")


def classes_from_metadata(source: str, metadata: NetworkMetadata, num_classes: int) -> Layout | None:
    """Return the layout that a file states, or that this number of classes usually has.

    Raises:
        ModelError: the file's layout has another number of classes.
    """
    if metadata.speakers is None:
        return USUAL_LAYOUTS.get(num_classes)
    stated = (metadata.speakers, metadata.at_once)
    _check_classes(source, "what the file says about itself", stated, num_classes)
    return stated


def _check_classes(source: str, stated_by: str, layout: Layout, num_classes: int) -> None:
    expected = num_speaker_classes(*layout)
    if num_classes != expected:
        raise ModelError(
            f"{source}: {stated_by} implies {expected} classes ({describe_classes(*layout)}), but it has {num_classes}"
        )


def num_speaker_classes(speakers: int, at_once: int | None) -> int:
    """Count the classes of a layout: the speakers, or their sets of at most `at_once`.

    >>> num_speaker_classes(3, 2)
    7
    """
    return speakers if at_once is None else sum(comb(speakers, size) for size in range(at_once + 1))


def class_layouts(num_classes: int) -> list[Layout]:
    """List the layouts that have this number of classes.

    >>> class_layouts(4)
    [(4, None), (2, 2), (3, 1)]
    """
    sets = [
        (speakers, at_once)
        for speakers in range(1, min(num_classes, MAX_SPEAKERS + 1))
        for at_once in range(1, speakers + 1)
        if num_speaker_classes(speakers, at_once) == num_classes
    ]
    return [(num_classes, None), *sets]


def describe_classes(speakers: int, at_once: int | None) -> str:
    """Describe a layout in words.

    >>> describe_classes(3, 2), describe_classes(3, None)
    ('sets of at most 2 of 3 speakers', '3 speakers (multilabel)')
    """
    if at_once is None:
        return f"{speakers} speakers (multilabel)"
    return f"sets of at most {at_once} of {speakers} speakers"
