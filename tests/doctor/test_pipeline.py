from pathlib import Path

import numpy as np
import pytest

import whisper_diarize.doctor
from tests.fakes.optional import present
from whisper_diarize.doctor import pipeline
from whisper_diarize.doctor.golden import Golden, Recorded, read_golden
from whisper_diarize.doctor.pipeline import check_pipeline


@pytest.fixture(scope="module")
def golden() -> Golden:
    return read_golden(Path(whisper_diarize.doctor.__file__).parent / "golden" / "pipeline.npz")


def changed(golden: Golden, name: str, array: np.ndarray) -> Golden:
    return Golden(golden.source, {**golden.stages, name: Recorded(array, array.shape)}, golden.inputs, golden.notes)


def test_every_stage_agrees_with_pyannote(golden: Golden) -> None:
    diagnosis = check_pipeline(golden)
    assert diagnosis.finding is None
    assert len(diagnosis.comparisons) == 24


def test_a_mistake_is_found_where_it_is_made_and_nowhere_else(golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    right = pipeline.count_speakers  # type: ignore[attr-defined]  # there all the same
    monkeypatch.setattr(pipeline, "count_speakers", lambda segmentation: right(segmentation) + 1)
    diagnosis = check_pipeline(golden)
    assert [row.stage for row in diagnosis.comparisons if not row.passed] == ["count"]
    assert present(diagnosis.finding).first_wrong.stage == "count"


def test_equally_active_speakers_may_change_places(golden: Golden) -> None:
    activity, discrete = golden.array("ahc.activity").copy(), golden.array("ahc.discrete").copy()
    frame = np.flatnonzero((discrete.sum(axis=1) == 1) & (discrete[:, 0] == 1))[0]
    activity[frame, 1] = activity[frame, 0]
    discrete[frame, :2] = 0, 1
    other = changed(changed(golden, "ahc.activity", activity), "ahc.discrete", discrete)
    assert "ahc.discrete" not in [row.stage for row in check_pipeline(other).comparisons if not row.passed]


def test_another_speaker_is_wrong(golden: Golden) -> None:
    discrete = golden.array("ahc.discrete").copy()
    frame = np.flatnonzero(discrete.sum(axis=1) == 1)[0]
    discrete[frame] = np.roll(discrete[frame], 1)
    wrong = [
        row.stage for row in check_pipeline(changed(golden, "ahc.discrete", discrete)).comparisons if not row.passed
    ]
    assert wrong[0] == "ahc.discrete"


def test_axes_of_a_plda_may_point_either_way(golden: Golden) -> None:
    features = golden.array("plda.features") * np.array([-1, 1] * 16)
    assert check_pipeline(changed(golden, "plda.features", features)).finding is None


def test_clusters_may_have_other_numbers(golden: Golden) -> None:
    labels = golden.array("ahc.labels")
    assert check_pipeline(changed(golden, "ahc.labels", labels.max() - labels)).finding is None
