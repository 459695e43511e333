"""With pyannote.audio itself, where it is installed."""

import importlib.util
import json
import socket
from pathlib import Path

import numpy as np
import pytest
import soundfile
import typer
from safetensors.numpy import load_file, save_file
from typer.testing import CliRunner
from whisper_diarize_pyannote import plugin
from whisper_diarize_pyannote.options import PyannoteOptions

from whisper_diarize import Audio, Diarizer, ModelError, OptionError, SpeakerCount, WeightMismatchError
from whisper_diarize.diarization import DiarizationOptions, load
from whisper_diarize.models import bundled_directory
from whisper_diarize.testing import ProgressRecorder, check_diarizer
from whisper_diarize.weights import load_embedding, load_segmentation

# pyannote itself is a namespace that pyannote.metrics fills too
pytestmark = pytest.mark.skipif(
    not importlib.util.find_spec("pyannote") or not importlib.util.find_spec("pyannote.audio"),
    reason="pyannote.audio is not installed: make parity",
)


def make(**options: object) -> Diarizer:
    return plugin._make(PyannoteOptions(**options))  # type: ignore[arg-type]  # a fake, or what is to be refused


@pytest.fixture(scope="module")
def diarizer() -> Diarizer:
    return make()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A copy of the bundled model."""
    for path in bundled_directory().glob("*.[js]*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def test_pyannote_keeps_the_contract(diarizer: Diarizer, speech: Audio) -> None:
    found = check_diarizer(diarizer, speech)
    assert found.model.startswith("pyannote.audio 4.")  # type: ignore[union-attr]  # of this kind here
    assert set(found.embeddings) == set(found.speakers)


@pytest.mark.parametrize("count", [None, 1, 3])
def test_the_turns_are_ours(model: Path, speech: Audio, count: int | None) -> None:
    """With AHC, as pyannote has no clustering by Ward's tree."""
    description = json.loads((model / "config.json").read_text())
    (model / "config.json").write_text(json.dumps(description | {"clustering": "ahc"}))
    theirs = make(model=str(model)).diarize(speech, SpeakerCount(count), ProgressRecorder())
    ours = load(model, DiarizationOptions(mode="exact")).diarize(speech, SpeakerCount(count), ProgressRecorder())
    times = [[(t.start, t.end) for t in found.turns] for found in (ours, theirs)]
    np.testing.assert_allclose(*times, atol=1e-6)  # type: ignore[call-overload]  # of a kind that its stub lacks
    assert [t.speaker for t in ours.turns] == [t.speaker for t in theirs.turns]


def test_nothing_is_sent(diarizer: Diarizer, speech: Audio, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyannote.audio.telemetry.metrics import is_metrics_enabled

    def refuse(*_: object) -> None:
        raise AssertionError("something was sent")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    diarizer.diarize(speech, SpeakerCount(), ProgressRecorder())
    assert not is_metrics_enabled()


def test_what_pyannote_prints_is_logged(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    from whisper_diarize_pyannote.engine import quiet

    with quiet():
        print("Found only 2 clusters.")  # noqa: T201
    assert capsys.readouterr().out == ""
    assert caplog.messages == ["pyannote.audio: Found only 2 clusters."]


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"neither config\.json nor a pipeline's config\.yaml"):
        make(model=str(tmp_path))


def test_weights_of_another_network_are_refused(model: Path) -> None:
    tensors = load_file(model / "embedding.safetensors")
    del tensors["resnet.seg_1.bias"]
    save_file(tensors, model / "embedding.safetensors")
    with pytest.raises(WeightMismatchError, match=r"missing: resnet\.seg_1\.bias"):
        make(model=str(model))


def test_vbx_without_a_plda_is_refused(model: Path) -> None:
    config = json.loads((model / "config.json").read_text())
    (model / "config.json").write_text(json.dumps(config | {"clustering": "vbx"}))
    with pytest.raises(ModelError, match="needs a PLDA"):
        make(model=str(model))


def test_a_device_that_is_not_there_is_refused() -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("it is")
    with pytest.raises(OptionError, match=r"pyannote\.device cannot be cuda here"):
        make(device="cuda")


@pytest.mark.parametrize("network", ["segmentation", "embedding"])
def test_recorded_layers_are_the_stages_of_our_network(network: str, speech: Audio, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "talk.wav", speech.array, speech.sample_rate, subtype="FLOAT")
    app = typer.Typer()
    plugin.register_commands(app)
    weights, output = bundled_directory() / f"{network}.safetensors", tmp_path / "reference.npz"
    arguments = [str(tmp_path / "talk.wav"), "--weights", str(weights), "--output", str(output), "--duration", "2"]
    result = CliRunner().invoke(app, ["pyannote", "record", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    with np.load(output) as file:
        recorded = dict(file)
    samples = recorded.pop("samples")
    if network == "segmentation":
        stages = load_segmentation(weights).stages(samples)
    else:
        stages = load_embedding(weights).stages(samples, recorded.pop("masks"))
    assert list(recorded) == list(stages)
    differences = {
        name: np.abs(array - stages[name]).max() / np.abs(stages[name]).max() for name, array in recorded.items()
    }
    assert max(differences.values()) < 1e-3, differences
