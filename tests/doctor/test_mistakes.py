"""Every mistake can be told from the right computation, and from the others."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.doctor.conftest import Arrays
from tests.doctor.mistake_checks import check_mistake_is_beyond_the_limit, check_shapes_and_names
from whisper_diarize.doctor.mistakes import _ARITHMETIC, mistakes
from whisper_diarize.doctor.plain_layers import Arithmetic, Given

pytestmark = pytest.mark.slow

STAGES = (
    "sincnet.0.conv",
    "sincnet.0",
    "sincnet.1.conv",
    "sincnet.1",
    "lstm.0",
    "lstm.1",
    "linear.0",
    "linear.1",
    "fbank",
    "resnet.conv1",
    "resnet.layer1.1",
    "resnet.layer2.0",
    "resnet.pool",
    "resnet.seg_1",
)


@pytest.fixture(scope="module")
def stages(segmentation_stages: Arrays, embedding_stages: Arrays) -> Arrays:
    return segmentation_stages | embedding_stages


@pytest.fixture(scope="module")
def tensors(segmentation_tensors: Arrays, embedding_tensors: Arrays) -> Arrays:
    return segmentation_tensors | embedding_tensors


@pytest.fixture(scope="module")
def given(stages: Arrays, tensors: Arrays, speech: np.ndarray, masks: np.ndarray) -> Callable[[str], Given]:
    """Return a function that returns what a stage is given."""
    names = list(stages)

    def given(stage: str) -> Given:
        first = stage in {"sincnet.0.conv", "fbank"}
        return Given(speech if first else stages[names[names.index(stage) - 1]], tensors, masks)

    return given


def kinds() -> list[Any]:
    """Each mistake of the arithmetic, with the first stage that it can be made in."""
    found = [(next(s for s in STAGES if re.fullmatch(stages, s)), text, how) for stages, text, how in _ARITHMETIC]
    return [pytest.param(stage, how, id=text) for stage, text, how in found]


@pytest.mark.parametrize(("stage", "how"), kinds())
def test_a_mistake_of_the_arithmetic_is_beyond_the_limit(
    given: Callable[[str], Given], stage: str, how: Arithmetic
) -> None:
    check_mistake_is_beyond_the_limit(stage, how, given)


@pytest.mark.parametrize("stage", STAGES)
def test_mistakes_keep_the_shape_and_have_names_of_their_own(given: Callable[[str], Given], stage: str) -> None:
    check_shapes_and_names(stage, given)


def test_gates_have_23_wrong_orders(given: Callable[[str], Given]) -> None:
    found = [mistake for mistake in mistakes("lstm.0", given("lstm.0")) if mistake.text.startswith("gates")]
    assert len(found) == 23
