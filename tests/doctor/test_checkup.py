import shutil
from pathlib import Path

import pytest

from whisper_diarize.doctor import checkup
from whisper_diarize.doctor.checkup import examine_machine
from whisper_diarize.doctor.speed import Speed
from whisper_diarize.errors import ModelError
from whisper_diarize.nn import pyannet
from whisper_diarize.nn.activations import relu


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure no speed: it takes seconds."""
    monkeypatch.setattr(checkup, "measure_speed", lambda *_: Speed(6, 1, 8.0, 5.0, 3.0))


def test_this_machine_agrees_with_pyannote_in_every_stage() -> None:
    report = examine_machine()
    assert report.passed
    found = [(diagnosis.network, len(diagnosis.comparisons)) for diagnosis in report.diagnoses]
    assert found == [("segmentation", 14), ("embedding", 20), ("embedding", 23), ("pipeline", 24)]


def test_a_mistake_in_a_network_is_named_from_the_sampled_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyannet, "leaky_relu", relu)
    report = examine_machine()
    (finding,) = report.findings
    assert finding.first_wrong.stage == "linear.0"
    assert finding.causes[0].startswith("ours is what ReLU in place of leaky ReLU")
    assert not report.passed


def test_damaged_weights_are_one_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundled = checkup.bundled_directory()  # type: ignore[attr-defined]  # there all the same
    shutil.copy(bundled / "embedding.safetensors", tmp_path)
    right = (bundled / "segmentation.safetensors").read_bytes()
    (tmp_path / "segmentation.safetensors").write_bytes(right[:-1] + bytes([right[-1] ^ 1]))
    monkeypatch.setattr(checkup, "bundled_directory", lambda: tmp_path)
    with pytest.raises(ModelError, match=r"segmentation\.safetensors: not the weights .* install .* again"):
        examine_machine()
