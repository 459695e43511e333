"""The mistakes that ports of these networks make, seeded one by one: doctor names the layer and the mistake."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
import torch.nn.functional as F  # noqa: N812
from whisper_diarize_train.networks import PyanNet

from tests.doctor import recorder
from tests.doctor.conftest import Arrays
from whisper_diarize.dimensions import BINS_LEFT
from whisper_diarize.doctor.checkup import Report, examine_weights
from whisper_diarize.errors import ModelError, OptionError
from whisper_diarize.models import bundled_directory
from whisper_diarize.nn import ResNet, bilstm, fbank, pyannet, resnet, sincnet
from whisper_diarize.nn.activations import relu
from whisper_diarize.nn.bilstm import BiLSTMLayer
from whisper_diarize.nn.resnet import BasicBlock
from whisper_diarize.weights import keys

pytestmark = pytest.mark.slow

GATES = {"i": 0, "f": 1, "g": 2, "o": 3}


def found(report: Report) -> tuple[str, str]:
    """Return the first wrong stage, and the causes."""
    (finding,) = report.findings
    return finding.first_wrong.stage, "; ".join(finding.causes)


def with_gates(tensors: Arrays, order: str) -> Arrays:
    """Return the tensors with the LSTM's gates, input, forget, cell (g), output, stored in another order."""

    def reordered(tensor: np.ndarray) -> np.ndarray:
        return tensor.reshape(4, -1, *tensor.shape[1:])[[GATES[gate] for gate in order]].reshape(tensor.shape)

    return {name: reordered(t) if name.startswith("lstm.") else t for name, t in tensors.items()}


def with_zeros(tensors: Arrays, pattern: str) -> Arrays:
    return {name: np.zeros_like(t) if re.fullmatch(pattern, name) else t for name, t in tensors.items()}


def test_the_right_segmentation_agrees_in_every_layer(segmentation_recording: Path) -> None:
    report = examine_weights("bundled", segmentation_recording)
    assert report.passed
    assert [row.stage for row in report.diagnoses[0].comparisons][-3:] == ["linear.0", "linear.1", "classifier"]


def test_the_right_embedding_agrees_in_every_layer(embedding_recording: Path) -> None:
    report = examine_weights(bundled_directory() / "embedding.safetensors", embedding_recording)
    assert report.passed
    assert len(report.diagnoses[0].comparisons) == 20


def test_weights_are_judged_on_the_cpu(monkeypatch: pytest.MonkeyPatch, segmentation_recording: Path) -> None:
    chosen: list[Any] = []
    monkeypatch.setattr(mx, "set_default_device", chosen.append)
    assert examine_weights("bundled", segmentation_recording).passed
    assert chosen == [mx.Device(mx.cpu), mx.default_device()]


def test_a_few_recorded_stages_are_enough(record: Callable[..., Path], segmentation_stages: Arrays) -> None:
    some = {name: segmentation_stages[name] for name in ("sincnet.2", "classifier")}
    report = examine_weights("bundled", record(some))
    assert report.passed
    assert [row.stage for row in report.diagnoses[0].comparisons] == ["sincnet.2", "classifier"]


def test_relu_for_leaky_relu(monkeypatch: pytest.MonkeyPatch, segmentation_recording: Path) -> None:
    monkeypatch.setattr(pyannet, "leaky_relu", relu)
    stage, causes = found(examine_weights("bundled", segmentation_recording))
    assert stage == "linear.0"
    assert causes.startswith("ours is what ReLU in place of leaky ReLU (negative values cut to 0) gives")


def test_relu_for_leaky_relu_in_the_front_end(monkeypatch: pytest.MonkeyPatch, segmentation_recording: Path) -> None:
    monkeypatch.setattr(sincnet, "leaky_relu", relu)
    stage, causes = found(examine_weights("bundled", segmentation_recording))
    assert stage == "sincnet.0"
    assert "ours is what ReLU in place of leaky ReLU" in causes


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("ifog", "input, forget, output, cell"),
        ("iofg", "input, output, forget, cell"),
        ("figo", "forget, input, cell, output"),
    ],
)
def test_wrong_gate_order(
    weights: Callable[[Mapping[str, np.ndarray]], Path],
    segmentation_tensors: Arrays,
    segmentation_recording: Path,
    order: str,
    names: str,
) -> None:
    path = weights(with_gates(segmentation_tensors, order))
    stage, causes = found(examine_weights(path, segmentation_recording))
    assert stage == "lstm.0"
    assert f"with gates taken in the order {names} (torch's is input, forget, cell, output)" in causes


def test_unreversed_backward_pass(monkeypatch: pytest.MonkeyPatch, segmentation_recording: Path) -> None:
    right = bilstm.BiLSTMLayer.__call__

    def unreversed(self: BiLSTMLayer, x: mx.array) -> mx.array:
        forward, backward = right(self, x), right(self, x[::-1])[::-1]
        return mx.concatenate([forward[..., : self.hidden_size], backward[..., self.hidden_size :]], axis=-1)

    monkeypatch.setattr(bilstm.BiLSTMLayer, "__call__", unreversed)
    stage, causes = found(examine_weights("bundled", segmentation_recording))
    assert stage == "lstm.0"
    assert causes.startswith(
        "the forward half agrees, the backward half does not; "
        "ours is what a backward direction that is not run in reverse time gives"
    )


def test_backward_pass_that_is_not_turned_back(monkeypatch: pytest.MonkeyPatch, segmentation_recording: Path) -> None:
    right = bilstm.BiLSTMLayer.__call__

    def not_turned(self: BiLSTMLayer, x: mx.array) -> mx.array:
        y = right(self, x)
        return mx.concatenate([y[..., : self.hidden_size], y[::-1][..., self.hidden_size :]], axis=-1)

    monkeypatch.setattr(bilstm.BiLSTMLayer, "__call__", not_turned)
    assert (
        "a backward direction whose output is not turned back"
        in found(examine_weights("bundled", segmentation_recording))[1]
    )


@pytest.fixture(
    params=[
        (r"lstm\.bias_.*", "lstm.0", "nothing but zeros in the weight file (left out?): lstm.bias_ih_l0, "),
        (
            r"lstm\.bias_hh_l1.*",
            "lstm.1",
            "nothing but zeros in the weight file (left out?): lstm.bias_hh_l1, lstm.bias_hh_l1_",
        ),
        (r"linear\.1\.bias", "linear.1", "with another bias, these weights give what was recorded"),
        (r"classifier\.bias", "classifier", "nothing but zeros in the weight file (left out?): classifier.bias"),
        (r"sincnet\.conv1d\.2\.bias", "sincnet.2.conv", "with another bias, these weights give what was recorded"),
    ],
    ids=lambda case: case[1],
)
def missing_bias(
    request: pytest.FixtureRequest, weights: Callable[[Mapping[str, np.ndarray]], Path], segmentation_tensors: Arrays
) -> tuple[Path, str, str]:
    """Weights without a bias, the first layer that has none, and what is to be said of it."""
    pattern, stage, cause = request.param
    return weights(with_zeros(segmentation_tensors, pattern)), stage, cause


def test_missing_bias(missing_bias: tuple[str, str, str], segmentation_recording: Path) -> None:
    path, expected, cause = missing_bias
    stage, causes = found(examine_weights(path, segmentation_recording))
    assert stage == expected
    assert cause in causes


def test_channels_first_kernel_that_was_reshaped(
    weights: Callable[[Mapping[str, np.ndarray]], Path], segmentation_tensors: Arrays, segmentation_recording: Path
) -> None:
    name = "sincnet.conv1d.1.weight"
    kernel = segmentation_tensors[name]
    path = weights(segmentation_tensors | {name: kernel.transpose(0, 2, 1).reshape(kernel.shape)})
    stage, causes = found(examine_weights(path, segmentation_recording))
    assert stage == "sincnet.1.conv"
    assert f"with {name} read as (out, time, in) instead of (out, in, time), these weights give what was rec" in causes


def test_exchanged_directions(
    weights: Callable[[Mapping[str, np.ndarray]], Path], segmentation_tensors: Arrays, segmentation_recording: Path
) -> None:
    def other(name: str) -> str:
        return name.removesuffix("_reverse") if name.endswith("_reverse") else f"{name}_reverse"

    exchanged = {
        n: segmentation_tensors[other(n)] if n.startswith("lstm.") else t for n, t in segmentation_tensors.items()
    }
    assert (
        "with the weights of the two directions exchanged"
        in found(examine_weights(weights(exchanged), segmentation_recording))[1]
    )


def test_square_matrix_that_was_transposed(
    weights: Callable[[Mapping[str, np.ndarray]], Path], segmentation_tensors: Arrays, segmentation_recording: Path
) -> None:
    path = weights(segmentation_tensors | {"linear.1.weight": segmentation_tensors["linear.1.weight"].T})
    stage, causes = found(examine_weights(path, segmentation_recording))
    assert stage == "linear.1"
    assert "with linear.1.weight transposed, these weights give what was recorded" in causes


def test_batch_norm_epsilon(monkeypatch: pytest.MonkeyPatch, embedding_recording: Path) -> None:
    monkeypatch.setattr(keys, "BATCH_NORM_EPSILON", 1e-3)
    stage, causes = found(examine_weights("bundled", embedding_recording))
    assert stage == "resnet.conv1"
    assert "ours is what a batch norm epsilon of 1e-3 (torch's is 1e-5) gives" in causes


def test_missing_shortcut(monkeypatch: pytest.MonkeyPatch, embedding_recording: Path) -> None:
    def without(self: BasicBlock, x: mx.array) -> mx.array:
        return relu(self.conv2(relu(self.conv1(x))))  # type: ignore[arg-type]  # a fake, or what is to be refused

    monkeypatch.setattr(resnet.BasicBlock, "__call__", without)
    stage, causes = found(examine_weights("bundled", embedding_recording))
    assert stage == "resnet.layer1.0"
    assert "ours is what no shortcut gives" in causes


def test_bins_before_channels(monkeypatch: pytest.MonkeyPatch, embedding_recording: Path) -> None:
    right = resnet.ResNet.frames

    def frames(self: ResNet, fbank: mx.array) -> mx.array:
        y = right(self, fbank)
        return y.reshape(*y.shape[:2], -1, BINS_LEFT).swapaxes(2, 3).reshape(y.shape)

    monkeypatch.setattr(resnet.ResNet, "frames", frames)
    stage, causes = found(examine_weights("bundled", embedding_recording))
    assert stage == "resnet.pool"
    assert "ours is what bins before channels" in causes


def test_a_recording_of_a_port_with_a_mistake(
    monkeypatch: pytest.MonkeyPatch, record: Callable[..., Path], pyannet: PyanNet, speech: np.ndarray
) -> None:
    right = F.leaky_relu
    monkeypatch.setattr(F, "leaky_relu", lambda x, slope: right(x, 0.0) if x.shape[-1] == 128 else right(x, slope))
    stage, causes = found(examine_weights("bundled", record(recorder.record_segmentation(pyannet, speech))))
    assert stage == "linear.0"
    assert "with ReLU in place of leaky ReLU (negative values cut to 0), these weights give what was recorded" in causes


def test_what_is_not_known_is_said_to_be_unknown(
    weights: Callable[[Mapping[str, np.ndarray]], Path], segmentation_tensors: Arrays, segmentation_recording: Path
) -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, (512, 256)).astype(np.float32)
    path = weights(segmentation_tensors | {"lstm.weight_ih_l1": segmentation_tensors["lstm.weight_ih_l1"] + noise})
    stage, causes = found(examine_weights(path, segmentation_recording))
    assert stage == "lstm.1"
    assert causes == (
        "the backward half agrees, the forward half does not; no known mistake explains it; "
        "the weights are not those of the recording (NumPy gives what ours gives)"
    )


def test_a_layer_that_was_not_recorded_may_be_the_first(
    weights: Callable[[Mapping[str, np.ndarray]], Path],
    segmentation_tensors: Arrays,
    record: Callable[..., Path],
    segmentation_stages: Arrays,
) -> None:
    some = {name: segmentation_stages[name] for name in ("sincnet.2", "linear.0")}
    path = weights(with_gates(segmentation_tensors, "ifog"))
    stage, causes = found(examine_weights(path, record(some)))
    assert stage == "linear.0"
    assert causes == "not recorded, and perhaps the first: lstm.0, lstm.1, lstm.2, lstm.3"


def test_channels_before_time_in_the_recording(record: Callable[..., Path], segmentation_stages: Arrays) -> None:
    swapped = {name: x.swapaxes(1, 2) if name == "sincnet.1" else x for name, x in segmentation_stages.items()}
    stage, causes = found(examine_weights("bundled", record(swapped)))
    assert stage == "sincnet.1"
    assert "it was recorded with channels before time; record (batch, time, channels)" in causes


def test_weights_that_are_not_finite_are_refused_by_name(
    weights: Callable[[Mapping[str, np.ndarray]], Path], segmentation_tensors: Arrays, segmentation_recording: Path
) -> None:
    broken = segmentation_tensors["linear.0.bias"].copy()
    broken[3] = np.nan
    with pytest.raises(ModelError, match=r"linear\.0\.bias has numbers that are not finite"):
        examine_weights(weights(segmentation_tensors | {"linear.0.bias": broken}), segmentation_recording)


def test_a_recorded_layer_that_the_weights_do_not_have(
    record: Callable[..., Path], segmentation_stages: Arrays
) -> None:
    recording = record(segmentation_stages | {"lstm.4": segmentation_stages["lstm.1"]})
    stage, causes = found(examine_weights("bundled", recording))
    assert stage == "lstm.4"
    assert "has no such layer" in causes


def test_a_recording_of_another_window_is_one_clear_error(
    record: Callable[..., Path], segmentation_stages: Arrays, speech: np.ndarray
) -> None:
    recording = record(segmentation_stages, samples=speech[:, :32000])
    with pytest.raises(OptionError, match=r"ref\.npz: 'sincnet\.0\.conv' has 4775 frames, but its 'samples' .*3175"):
        examine_weights("bundled", recording)


def test_a_recording_without_samples_is_one_clear_error(tmp_path: Path, segmentation_stages: dict[str, Any]) -> None:
    np.savez(tmp_path / "ref.npz", **segmentation_stages)
    with pytest.raises(OptionError, match="there is no array 'samples'"):
        examine_weights("bundled", tmp_path / "ref.npz")


def test_a_pooled_recording_without_masks_is_one_clear_error(
    record: Callable[..., Path], embedding_stages: Arrays
) -> None:
    with pytest.raises(OptionError, match="there is no array 'masks'"):
        examine_weights("bundled", record(embedding_stages))


def test_a_recording_of_the_other_network_is_one_clear_error(embedding_recording: Path) -> None:
    with pytest.raises(OptionError, match="no stage of the segmentation network of"):
        examine_weights(bundled_directory() / "segmentation.safetensors", embedding_recording)


def test_a_wrong_mel_table_is_a_wrong_filterbank(monkeypatch: pytest.MonkeyPatch, embedding_recording: Path) -> None:
    right = fbank._mel_weights
    monkeypatch.setattr(fbank, "_mel_weights", lambda: [right()[0], *right()[:-1]])  # a bin too low
    stage, causes = found(examine_weights("bundled", embedding_recording))
    assert stage == "fbank"
    assert causes.endswith("the filterbank here is wrong (NumPy gives what was recorded)")


def test_mel_filters_from_0_hz_on_are_named(monkeypatch: pytest.MonkeyPatch, embedding_recording: Path) -> None:
    monkeypatch.setattr(fbank, "LOW_HZ", 0.0)
    stage, causes = found(examine_weights("bundled", embedding_recording))
    assert stage == "fbank"
    assert "ours is what mel filters from 0 Hz on (Kaldi's begin at 20 Hz) gives" in causes


def test_a_wrong_window_is_named(monkeypatch: pytest.MonkeyPatch, embedding_recording: Path) -> None:
    made = fbank.Fbank.__init__

    def init(self: Any) -> None:
        made(self)
        self.window = mx.array(np.hanning(400).astype(np.float32))

    monkeypatch.setattr(fbank.Fbank, "__init__", init)
    stage, causes = found(examine_weights("bundled", embedding_recording))
    assert stage == "fbank"
    assert "ours is what a Hann window in place of a Hamming window gives" in causes


def test_a_recording_of_another_filterbank_is_told(record: Callable[..., Path], embedding_stages: Arrays) -> None:
    recording = record({"fbank": embedding_stages["fbank"] * 1.01})
    stage, causes = found(examine_weights("bundled", recording))
    assert stage == "fbank"
    assert causes.endswith("the filterbank of the recording is another (NumPy gives what ours gives)")
