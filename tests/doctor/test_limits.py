from pathlib import Path

import numpy as np
import pytest

import whisper_diarize.doctor
from whisper_diarize.doctor.golden import read_golden
from whisper_diarize.doctor.limits import limit

FOLDER = Path(whisper_diarize.doctor.__file__).parent / "golden"
GOLDENS = {name: read_golden(FOLDER / f"{name}.npz") for name in ("networks", "campplus")}


@pytest.mark.parametrize(("name", "stage"), [(name, stage) for name in GOLDENS for stage in GOLDENS[name].stages])
def test_float32_itself_is_well_within_the_limit(name: str, stage: str) -> None:
    golden = GOLDENS[name]
    floor = float(golden.notes[f"{stage}/floor"])  # how far torch in float32 is from torch in float64
    tolerance = limit(stage, rounded=False).share * np.abs(golden.stages[stage].values).max()
    assert 5 * floor < tolerance < 1000 * floor


def test_limits_are_wider_where_products_are_rounded() -> None:
    exact, rounded = limit("lstm.0", rounded=False), limit("lstm.0", rounded=True)
    assert rounded.share > exact.share
    assert rounded.uncorrelated > exact.uncorrelated
