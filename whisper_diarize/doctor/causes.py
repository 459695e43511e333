"""Causes of a difference, as far as numbers show them.

A stage is computed again in NumPy, from what ours was given and from the weight file. Whichever side that agrees with
is right about these weights; then every known mistake is tried on the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .compare import Limit, compare
from .golden import Array, Recorded
from .mistakes import mistakes
from .plain import compute, tensors_of
from .plain_layers import Arithmetic, Given

UNKNOWN = "no known mistake explains it"
NO_ACTIVATION = Arithmetic(slope=1.0)
LEAKY_SLOPE = 0.01
MIN_VALUES = 3  # of a channel: a bias explains any single value


@dataclass(frozen=True, slots=True, eq=False)
class Suspect:
    """A stage that differs: our output, the recorded output, and our input."""

    stage: str
    ours: Array
    recorded: Recorded
    given: Given
    limit: Limit

    def like_ours(self, array: Array) -> bool:
        """Compare an array with ours."""
        return compare(self.stage, array, Recorded(self.ours, self.ours.shape), self.limit).passed

    def like_recorded(self, array: Array) -> bool:
        """Compare an array with the recorded one."""
        return compare(self.stage, array, self.recorded, self.limit).passed


def explain(suspect: Suspect) -> tuple[str, ...]:
    """Explain a difference in sentences without a full stop."""
    if suspect.ours.shape != suspect.recorded.shape:
        return tuple(_shapes(suspect))
    right = compute(suspect.stage, suspect.given)
    ours_right, recorded_right = suspect.like_ours(right), suspect.like_recorded(right)
    judged = _judge(suspect.stage, ours_right=ours_right, recorded_right=recorded_right)
    known = [] if ours_right else list(_ours(suspect))
    known += [] if recorded_right else list(_recording(suspect))
    return (*_halves(suspect), *(known or [UNKNOWN]), judged)


def _judge(stage: str, *, ours_right: bool, recorded_right: bool) -> str:
    """Tell which side NumPy agrees with, and the conclusion."""
    if not ours_right and not recorded_right:
        return "NumPy gives neither what ours gives nor what was recorded"
    if stage == "fbank":  # it has no weights
        wrong = "the filterbank of the recording is another" if ours_right else "the filterbank here is wrong"
        return f"{wrong} (NumPy gives what {'ours gives' if ours_right else 'was recorded'})"
    if ours_right:
        return "the weights are not those of the recording (NumPy gives what ours gives)"
    return "the weights are right (NumPy gives what was recorded), the computation here is not"


def _shapes(suspect: Suspect) -> Iterator[str]:
    """Tell a recording that has channels before time."""
    recorded, whole = suspect.recorded, suspect.recorded.full()
    yield f"ours is {suspect.ours.shape}, what was recorded {recorded.shape}"
    if whole is not None and whole.ndim == suspect.ours.ndim:
        order = (0, *range(2, whole.ndim), 1)
        if suspect.like_ours(whole.transpose(order)):
            yield "it was recorded with channels before time; record (batch, time, channels)"


def _halves(suspect: Suspect) -> Iterator[str]:
    """Say of an LSTM whether only one direction differs."""
    if not suspect.stage.startswith("lstm."):
        return
    channels = suspect.ours.shape[-1]
    backward = suspect.recorded.pick(np.broadcast_to(np.arange(channels) >= channels // 2, suspect.ours.shape))
    found, expected = suspect.recorded.pick(suspect.ours), suspect.recorded.values.ravel()
    agrees = {}
    for name, chosen in (("forward", ~backward), ("backward", backward)):
        part = Recorded(expected[chosen], expected[chosen].shape)
        agrees[name] = compare(name, found[chosen], part, suspect.limit).passed
    for good, bad in (("forward", "backward"), ("backward", "forward")):
        if agrees[good] and not agrees[bad]:
            yield f"the {good} half agrees, the {bad} half does not"


def _ours(suspect: Suspect) -> Iterator[str]:
    """Name the first mistake that reproduces our output."""
    for mistake in mistakes(suspect.stage, suspect.given):
        if suspect.like_ours(mistake.result(suspect.stage, suspect.given)):
            yield f"ours is what {mistake.text} gives"
            return


def _recording(suspect: Suspect) -> Iterator[str]:
    """Name the first mistake with which the weights reproduce the recording, or an oddity of the weights."""
    for mistake in mistakes(suspect.stage, suspect.given):
        if suspect.like_recorded(mistake.result(suspect.stage, suspect.given)):
            yield f"with {mistake.text}, these weights give what was recorded"
            return
    if _other_bias(suspect):
        yield "with another bias, these weights give what was recorded"
    tensors = tensors_of(suspect.stage, suspect.given.tensors)
    zero = [name for name, tensor in tensors.items() if not tensor.any()]
    if zero:
        yield f"nothing but zeros in the weight file (left out?): {', '.join(zero)}"


def _other_bias(suspect: Suspect) -> bool:
    """Test for a constant in each channel that makes ours what was recorded."""
    if not re.fullmatch(r"sincnet\.[12]\.conv|linear\.\d|classifier|resnet\.seg_1", suspect.stage):
        return False
    before = compute(suspect.stage, suspect.given, NO_ACTIVATION)
    leaky = suspect.stage.startswith("linear")
    expected = suspect.recorded.values.ravel().astype(np.float64)
    expected = np.where(expected < 0, expected / LEAKY_SLOPE, expected) if leaky else expected
    channels = before.shape[-1]
    channel = suspect.recorded.pick(np.broadcast_to(np.arange(channels), before.shape))
    counts = np.bincount(channel, minlength=channels)
    if counts.min() < MIN_VALUES:
        return False
    after = before + np.bincount(channel, expected - suspect.recorded.pick(before)) / counts
    return suspect.like_recorded(np.where(after < 0, LEAKY_SLOPE * after, after) if leaky else after)
