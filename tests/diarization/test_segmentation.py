"""The segmentation network's numbers are looked at before they are decided by."""

import numpy as np
import pytest
from numpy.typing import NDArray

from whisper_diarize.diarization.powerset import decide_powerset, powerset
from whisper_diarize.diarization.segmentation import segment
from whisper_diarize.diarization.windows import Batch, Grid
from whisper_diarize.errors import DiarizationError


class Overflowing:
    """A network whose weights are too large."""

    def logits(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.full((len(samples), 5, 7), np.nan, np.float32)


def test_numbers_that_are_not_finite_are_no_decision() -> None:
    batch = Batch(range(1), np.ones((1, 160_000), np.float32))
    pieces = segment([batch], Grid(10.0, 1.0), Overflowing(), lambda x: (decide_powerset(x, powerset(3, 2)), None))
    with pytest.raises(DiarizationError, match="the segmentation network computes numbers that are not finite"):
        next(pieces)
