"""Checks of the mistakes that the doctor knows, of any network."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from whisper_diarize.doctor.compare import compare
from whisper_diarize.doctor.golden import Recorded
from whisper_diarize.doctor.limits import limit
from whisper_diarize.doctor.mistakes import Mistake, mistakes
from whisper_diarize.doctor.plain import compute
from whisper_diarize.doctor.plain_layers import Arithmetic, Given


def alike(stage: str, one: np.ndarray, other: np.ndarray) -> bool:
    return compare(stage, one, Recorded(other, other.shape), limit(stage, rounded=False)).passed


def check_mistake_is_beyond_the_limit(stage: str, how: Arithmetic, given: Callable[[str], Given]) -> None:
    right = compute(stage, given(stage))
    assert not alike(stage, Mistake("", how).result(stage, given(stage)), right)


def check_shapes_and_names(stage: str, given: Callable[[str], Given]) -> None:
    """Check that the mistakes of a stage keep its shape and have names of their own."""
    found = list(mistakes(stage, given(stage)))
    texts = [mistake.text for mistake in found]
    assert len(texts) == len(set(texts))
    shape = compute(stage, given(stage)).shape
    assert [mistake.text for mistake in found if mistake.result(stage, given(stage)).shape != shape] == []
