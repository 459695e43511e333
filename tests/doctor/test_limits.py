from pathlib import Path

import numpy as np
import pytest

import whisper_diarize.doctor
from whisper_diarize.doctor.golden import read_golden
from whisper_diarize.doctor.limits import limit

GOLDEN = read_golden(Path(whisper_diarize.doctor.__file__).parent / "golden" / "networks.npz")


@pytest.mark.parametrize("stage", GOLDEN.stages)
def test_float32_itself_is_well_within_the_limit(stage: str) -> None:
    floor = float(GOLDEN.notes[f"{stage}/floor"])  # how far torch in float32 is from torch in float64
    tolerance = limit(stage, rounded=False).share * np.abs(GOLDEN.stages[stage].values).max()
    assert 5 * floor < tolerance < 1000 * floor


def test_limits_are_wider_where_products_are_rounded() -> None:
    exact, rounded = limit("lstm.0", rounded=False), limit("lstm.0", rounded=True)
    assert rounded.share > exact.share
    assert rounded.uncorrelated > exact.uncorrelated
