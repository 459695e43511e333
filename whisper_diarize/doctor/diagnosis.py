"""A network against its recording, stage by stage, down to the first that goes wrong and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from whisper_diarize.errors import OptionError

from .causes import Suspect, explain
from .compare import Comparison, compare
from .golden import Array, Floats, Golden
from .limits import limit
from .plain_layers import Given, Tensors

PREFIXES = {
    "segmentation": ("sincnet.", "lstm.", "linear.", "classifier"),
    "embedding": ("fbank", "resnet.", "head.", "xvector.", "voices"),
}
FILTERS, VOICES = "sincnet.filters", "voices"
FIRST = ("sincnet.0.conv", "fbank", VOICES)
POOLED = ("resnet.pool", "resnet.seg_1", "xvector.stats", "xvector.dense", VOICES)


@dataclass(frozen=True, slots=True)
class Finding:
    """The first wrong stage of a network, and the known causes."""

    first_wrong: Comparison
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All comparisons of a network, in its order; `finding` is None if all is well."""

    network: str
    comparisons: tuple[Comparison, ...]
    finding: Finding | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A network that was run on a golden's input: the outputs of its stages, in order, and its weights."""

    network: str
    stages: Mapping[str, Array]
    tensors: Tensors
    samples: Floats
    masks: Floats | None = None

    def given(self, stage: str) -> Given:
        """Return the input of a stage."""
        names = list(self.stages)
        x = self.samples if stage in (FILTERS, *FIRST) else self.stages[names[names.index(stage) - 1]]
        return Given(x, self.tensors, self.masks)


def recorded_networks(golden: Golden) -> list[str]:
    """Return of which networks stages were recorded."""
    return [name for name, prefixes in PREFIXES.items() if any(stage.startswith(prefixes) for stage in golden.stages)]


def diagnose(subject: Subject, golden: Golden, *, rounded: bool) -> Diagnosis:
    """Compare all stages that were recorded; `rounded`: see `limits`.

    Raises:
        OptionError: the recording is of another window than its samples.
    """
    names = [name for name in subject.stages if name in golden.stages]
    for name in names:
        _check_window(golden, name, subject.stages[name].shape, golden.stages[name].shape)
    comparisons = [
        compare(name, subject.stages[name], golden.stages[name], limit(name, rounded=rounded)) for name in names
    ]
    comparisons += _not_ours(subject, golden)
    wrong = next((comparison for comparison in comparisons if not comparison.passed), None)
    finding = None if wrong is None else Finding(wrong, _causes(wrong, subject, golden, rounded=rounded))
    return Diagnosis(subject.network, tuple(comparisons), finding)


def _check_window(golden: Golden, name: str, ours: tuple[int, ...], recorded: tuple[int, ...]) -> None:
    """Refuse arrays that differ in length only."""
    if len(ours) < 3 or len(ours) != len(recorded) or ours[2:] != recorded[2:]:  # noqa: PLR2004 - no time in it
        return
    for axis, what in ((0, "windows"), (1, "speakers" if name in POOLED else "frames")):
        if ours[axis] != recorded[axis]:
            raise OptionError(
                f"{golden.source}: '{name}' has {recorded[axis]} {what}, but its 'samples' (and 'masks') give "
                f"{ours[axis]}: they do not belong together; record both from the same window"
            )


def _not_ours(subject: Subject, golden: Golden) -> Iterator[Comparison]:
    """Yield a failure for each recorded stage that the network does not have."""
    for name, recorded in golden.stages.items():
        if name.startswith(PREFIXES[subject.network]) and name not in subject.stages:
            largest = float(np.abs(recorded.values).max(initial=0))
            yield Comparison(name, np.nan, largest, np.nan, 0.0, passed=False, problem="not in this network")


def _causes(wrong: Comparison, subject: Subject, golden: Golden, *, rounded: bool) -> tuple[str, ...]:
    stage = wrong.stage
    if stage not in subject.stages:
        return (f"the network in the weight file ends with {list(subject.stages)[-1]} and has no such layer",)
    unrecorded = _unrecorded_before(stage, list(subject.stages), golden)
    if unrecorded:
        return (f"not recorded, and perhaps the first: {', '.join(unrecorded)}",)
    suspect = Suspect(
        stage, subject.stages[stage], golden.stages[stage], subject.given(stage), limit(stage, rounded=rounded)
    )
    return explain(suspect)


def _unrecorded_before(stage: str, names: list[str], golden: Golden) -> list[str]:
    """Return the stages just before, up to one that was recorded; the filters are part of their convolution."""
    before = reversed([name for name in names[: names.index(stage)] if name != FILTERS])
    return list(takewhile(lambda name: name not in golden.stages, before))[::-1]
