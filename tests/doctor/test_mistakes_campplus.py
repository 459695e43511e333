"""Every mistake of CAM++ can be told from the right computation, and from the others."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.doctor.conftest import Arrays
from tests.doctor.mistake_checks import check_mistake_is_beyond_the_limit, check_shapes_and_names
from whisper_diarize.doctor.mistakes_campplus import CAMPPLUS_ARITHMETIC
from whisper_diarize.doctor.plain_layers import Arithmetic, Given

pytestmark = pytest.mark.slow

STAGES = (
    "fbank",
    "head.conv1",
    "head.layer1.0",
    "head.layer2.1",
    "xvector.tdnn",
    "xvector.block1.tdnnd2",
    "xvector.block3.tdnnd1",
    "xvector.transit1",
    "xvector.out_nonlinear",
    "xvector.stats",
    "xvector.dense",
    "voices",
)


@pytest.fixture(scope="module")
def given(
    campplus_stages: Arrays, campplus_tensors: Arrays, speech: np.ndarray, masks: np.ndarray
) -> Callable[[str], Given]:
    """Return a function that returns what a stage is given."""
    names = list(campplus_stages)

    def given(stage: str) -> Given:
        first = stage in {"fbank", "voices"}
        x = speech if first else campplus_stages[names[names.index(stage) - 1]]
        return Given(x, campplus_tensors, masks)

    return given


def kinds() -> list[Any]:
    """Each mistake, with the last stage that it can be made in."""
    found = [
        ([s for s in STAGES if re.fullmatch(stages, s)][-1], text, how) for stages, text, how in CAMPPLUS_ARITHMETIC
    ]
    return [pytest.param(stage, how, id=text) for stage, text, how in found]


@pytest.mark.parametrize(("stage", "how"), kinds())
def test_a_mistake_of_the_arithmetic_is_beyond_the_limit(
    given: Callable[[str], Given], stage: str, how: Arithmetic
) -> None:
    check_mistake_is_beyond_the_limit(stage, how, given)


@pytest.mark.parametrize("stage", STAGES)
def test_mistakes_keep_the_shape_and_have_names_of_their_own(given: Callable[[str], Given], stage: str) -> None:
    check_shapes_and_names(stage, given)
