"""What a weight file says about its network, and what follows for how it is to be used."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from math import comb
from typing import Any

from whisper_diarize.errors import ModelError

from .config import ModelConfig
from .reasons import brief
from .unpickle import Record

STEP = 0.1  # of a window's duration; pyannote.audio's segmentation_step
COMMON = {7: (3, 2), 3: (3, None)}  # classes: speakers, and how many at once, of pyannote's published models
MOST_SPEAKERS = 20  # of a window; more than anybody trains
MEANING = ("max_speakers_per_chunk", "max_speakers_per_frame")

# Any: values of a checkpoint, or of JSON
# how our networks are made; a checkpoint that was trained otherwise says so in its hyper-parameters
REQUIRED: dict[tuple[str, ...], Any] = {
    ("sample_rate",): 16_000,
    ("num_channels",): 1,
    ("sincnet", "stride"): 10,
    ("sincnet", "sample_rate"): 16_000,
    ("lstm", "bidirectional"): True,
    ("num_mel_bins",): 80,
    ("frame_length",): 25.0,
    ("frame_shift",): 10.0,
    ("round_to_power_of_two",): True,
    ("snip_edges",): True,
    ("window_type",): "hamming",
    ("use_energy",): False,
    ("fbank_centering_span",): None,
}

METADATA = "whisper_diarize"  # the key in a .safetensors file

# pyannote.audio's Problem, by number
MULTILABEL, POWERSET, REPRESENTATION = 2, 1, 3


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says: the window in seconds, and what its classes are; None where it says nothing.

    `speakers` of a window, and how many can talk at once: None if the classes are the speakers themselves.
    """

    duration: float | None = None
    speakers: int | None = None
    at_once: int | None = None


def checkpoint_facts(source: str, contents: Mapping[str, Any]) -> Facts:
    """Read the facts of a Lightning checkpoint of pyannote.audio.

    Raises:
        ModelError: its network differs from ours in what its tensors do not show, or does another task.
    """
    _check_required(source, contents.get("hyper_parameters"))
    pyannote = contents.get("pyannote.audio")
    specifications = pyannote.get("specifications") if isinstance(pyannote, dict) else None
    if not isinstance(specifications, Record):
        return Facts()
    state = specifications.state
    problem = state.get("problem")
    number = problem.args[0] if isinstance(problem, Record) and problem.args else None
    if number == REPRESENTATION:
        return Facts()
    classes, at_once = state.get("classes"), state.get("powerset_max_classes")
    speakers_apart = number == (MULTILABEL if at_once is None else POWERSET)
    if not speakers_apart or not isinstance(classes, list | tuple):
        raise ModelError(f"{source}: the checkpoint was trained for another task than telling speakers apart")
    return _facts(source, {"duration": state.get("duration"), "speakers": len(classes), "at_once": at_once})


def metadata_facts(source: str, metadata: Mapping[str, str]) -> Facts:
    """Read the facts that `convert` leaves in a .safetensors file.

    Raises:
        ModelError: they make no sense.
    """
    try:
        values = json.loads(metadata.get(METADATA, "{}"))
    except ValueError:
        values = None
    return _facts(source, values)


def facts_metadata(facts: Facts) -> dict[str, str] | None:
    """Return what `metadata_facts` reads."""
    return {METADATA: json.dumps(dataclasses.asdict(facts))} if facts != Facts() else None


def _facts(source: str, values: Any) -> Facts:
    if not isinstance(values, dict):
        raise ModelError(f"{source}: what the file says about itself makes no sense")
    duration, speakers, at_once = (values.get(name) for name in ("duration", "speakers", "at_once"))
    counts = all(n is None or (type(n) is int and 0 < n <= MOST_SPEAKERS) for n in (speakers, at_once))
    seconds = duration is None or (isinstance(duration, int | float) and 0 < duration < math.inf)
    if not counts or not seconds:
        told = ", ".join(f"{name} {brief(values.get(name))}" for name in ("duration", "speakers", "at_once"))
        raise ModelError(f"{source}: what the file says about itself makes no sense: {told}")
    return Facts(None if duration is None else float(duration), speakers, at_once)


def _check_required(source: str, hyper_parameters: Any) -> None:
    for path, ours in REQUIRED.items():
        value = hyper_parameters
        for name in path:
            value = value.get(name, ours) if isinstance(value, dict) else ours
        if value != ours:
            raise ModelError(
                f"{source}: the network was trained with {'.'.join(path)} {brief(value)}; only {ours!r} is supported"
            )


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
