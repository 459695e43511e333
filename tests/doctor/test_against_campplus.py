"""The mistakes that ports of CAM++ make, seeded one by one: doctor names the stage and the mistake."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest

from tests.doctor.conftest import Arrays
from tests.doctor.test_against import found
from whisper_diarize.doctor.checkup import CAMPPLUS, examine_weights
from whisper_diarize.nn import campplus, campplus_network, dense_block, fbank, pooling
from whisper_diarize.nn.activations import relu
from whisper_diarize.nn.kernels import backend, dense_layer
from whisper_diarize.nn.resnet import BasicBlock
from whisper_diarize.weights import keys

pytestmark = pytest.mark.slow


@pytest.fixture
def stages(campplus_stages: Arrays) -> Arrays:
    return {name: x.astype(np.float32) for name, x in campplus_stages.items()}


@pytest.fixture
def recording(record: Callable[..., Path], stages: Arrays, masks: np.ndarray) -> Path:
    return record(stages, masks=masks)


@pytest.fixture
def in_mlx(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute by the equations, so that a mistake in them shows."""
    monkeypatch.setattr(backend, "fast_blas", lambda: None)


def first_wrong(recording: Path) -> tuple[str, str]:
    return found(examine_weights(CAMPPLUS, recording))


def test_the_right_network_agrees_in_every_layer(recording: Path) -> None:
    report = examine_weights(CAMPPLUS, recording)
    assert report.passed
    assert len(report.diagnoses[0].comparisons) == 23


def test_whole_windows_need_no_masks(record: Callable[..., Path], stages: Arrays) -> None:
    recording = record({name: x for name, x in stages.items() if name.startswith(("fbank", "head", "xvector.block"))})
    assert examine_weights(CAMPPLUS, recording).passed


def test_hamming_for_povey(monkeypatch: pytest.MonkeyPatch, recording: Path) -> None:
    monkeypatch.setattr(campplus_network, "Fbank", lambda _window: fbank.Fbank("hamming"))
    stage, causes = first_wrong(recording)
    assert stage == "fbank"
    assert causes.startswith("ours is what a Hamming window in place of a Povey window gives")


def test_batch_norm_epsilon(monkeypatch: pytest.MonkeyPatch, recording: Path) -> None:
    monkeypatch.setattr(keys, "BATCH_NORM_EPSILON", 1e-3)
    stage, causes = first_wrong(recording)
    assert stage == "head.layer1.0"  # one norm alone changes too little
    assert "ours is what a batch norm epsilon of 1e-3 (torch's is 1e-5) gives" in causes


def test_missing_shortcut(monkeypatch: pytest.MonkeyPatch, recording: Path) -> None:
    def without(self: BasicBlock, x: mx.array) -> mx.array:
        return relu(self.conv2(relu(self.conv1(x))))  # type: ignore[arg-type]  # either kind of array

    monkeypatch.setattr(BasicBlock, "__call__", without)
    stage, causes = first_wrong(recording)
    assert stage == "head.layer1.0"
    assert "ours is what no shortcut gives" in causes


def test_bins_before_channels(
    recording: Path, weights: Callable[[Mapping[str, np.ndarray]], Path], campplus_tensors: Arrays
) -> None:
    kernel = campplus_tensors["xvector.tdnn.linear.weight"]
    turned = kernel.reshape(len(kernel), 8, 10, 5).swapaxes(1, 2).reshape(kernel.shape)
    stage, causes = found(
        examine_weights(weights(campplus_tensors | {"xvector.tdnn.linear.weight": turned}), recording)
    )
    assert stage == "xvector.tdnn"
    assert "with bins before channels (torch's are channels before bins), these weights give what was rec" in causes


@pytest.mark.parametrize(
    ("dilations", "stage", "cause"),
    [
        ((2, 2, 2), "xvector.block1.tdnnd1", "a dilation of 2 (that of the first block is 1)"),
        ((1, 1, 2), "xvector.block2.tdnnd1", "a dilation of 1 (that of the second and third block is 2)"),
        ((1, 2, 1), "xvector.block3.tdnnd1", "a dilation of 1 (that of the second and third block is 2)"),
    ],
)
def test_wrong_dilation(
    monkeypatch: pytest.MonkeyPatch, recording: Path, dilations: tuple[int, ...], stage: str, cause: str
) -> None:
    monkeypatch.setattr(campplus, "DILATIONS", dilations)
    first, causes = first_wrong(recording)
    assert first == stage
    assert f"ours is what {cause} gives" in causes


@pytest.mark.usefixtures("in_mlx")
@pytest.mark.parametrize("segment_frames", [1000, 75])
def test_segments_of_another_length(monkeypatch: pytest.MonkeyPatch, recording: Path, segment_frames: int) -> None:
    monkeypatch.setattr(dense_block, "SEGMENT_FRAMES", segment_frames)
    stage, causes = first_wrong(recording)
    assert stage == "xvector.block1.tdnnd1"
    assert causes.endswith("the weights are right (NumPy gives what was recorded), the computation here is not")


def masked_by(context: Callable[[mx.array], mx.array]) -> Callable[[Any, mx.array], mx.array]:
    """A layer whose mask looks at something else."""

    def call(layer: dense_block.ContextAwareMask, x: mx.array) -> mx.array:
        return layer.linear_local(x) * mx.sigmoid(layer.linear2(relu(layer.linear1(context(x)))))

    return call


def segments_of(x: mx.array, *, whole: bool = False) -> mx.array:
    """The mean of each segment of 100 frames, for each frame."""
    parts = [x[:, start : start + 100] for start in range(0, x.shape[1], 100)]
    sums = [mx.broadcast_to(part.sum(axis=1, keepdims=True), part.shape) for part in parts]
    counts = [100 if whole else part.shape[1] for part in parts]
    return mx.concatenate([total / count for total, count in zip(sums, counts, strict=True)], axis=1)


@pytest.mark.usefixtures("in_mlx")
@pytest.mark.parametrize(
    ("context", "cause"),
    [
        (segments_of, "masks that look at segments of 2 s only, not at all frames"),
        (
            lambda x: mx.broadcast_to(x.mean(axis=1, keepdims=True), x.shape),
            "masks that look at all frames only, not at segments of 2 s",
        ),
        (
            lambda x: x.mean(axis=1, keepdims=True) + segments_of(x, whole=True),
            "a last segment that is filled up with zeros",
        ),
    ],
    ids=["segments", "all frames", "filled up"],
)
def test_masks_that_look_at_something_else(
    monkeypatch: pytest.MonkeyPatch, recording: Path, context: Callable[[mx.array], mx.array], cause: str
) -> None:
    monkeypatch.setattr(dense_block.ContextAwareMask, "__call__", masked_by(context))
    stage, causes = first_wrong(recording)
    assert stage == "xvector.block1.tdnnd1"
    assert f"ours is what {cause} gives" in causes


def test_no_mask(monkeypatch: pytest.MonkeyPatch, recording: Path) -> None:
    if not backend.uses_numpy_backend():
        pytest.skip("no BLAS to borrow")
    right = dense_layer._mask
    monkeypatch.setattr(dense_layer, "_mask", lambda *given: np.ones_like(right(*given)))
    stage, causes = first_wrong(recording)
    assert stage == "xvector.block1.tdnnd1"
    assert "ours is what no mask gives" in causes


def test_a_deviation_that_is_biased(monkeypatch: pytest.MonkeyPatch, recording: Path) -> None:
    def pool(x: mx.array, weights: mx.array) -> mx.array:
        weights = pooling.resize_nearest(weights, x.shape[1])
        total = weights.sum(axis=-1, keepdims=True) + pooling.EPSILON
        mean = (weights @ x) / total
        squares = (x[:, None] - mean[:, :, None]).square()
        return mx.concatenate([mean, mx.sqrt((squares * weights[..., None]).sum(axis=2) / total)], axis=-1)

    monkeypatch.setattr(campplus_network, "statistics_pool", pool)
    stage, causes = first_wrong(recording)
    assert stage == "xvector.stats"
    assert "ours is what a deviation that is not the unbiased one gives" in causes


def test_a_relu_after_the_last_norm(record: Callable[..., Path], stages: Arrays, masks: np.ndarray) -> None:
    recording = record(stages | {"xvector.dense": np.maximum(stages["xvector.dense"], 0)}, masks=masks)
    stage, causes = first_wrong(recording)
    assert stage == "xvector.dense"
    assert "with a ReLU after the last norm, these weights give what was recorded" in causes


def test_the_mean_of_the_whole_window(monkeypatch: pytest.MonkeyPatch, recording: Path) -> None:
    def cut(features: np.ndarray, masks: np.ndarray) -> list[np.ndarray]:
        centred = features - features.mean(axis=1, keepdims=True)
        return list(right(centred, masks))

    def vector(self: campplus_network.CamPlusPlusNetwork, features: np.ndarray) -> mx.array:
        return self._network(mx.array(features)[None])[0]

    right = campplus_network._cut
    monkeypatch.setattr(campplus_network, "_cut", cut)
    monkeypatch.setattr(campplus_network.CamPlusPlusNetwork, "_vector", vector)
    stage, causes = first_wrong(recording)
    assert stage == "voices"
    assert "ours is what the mean of the whole window, not that of the speaker's frames gives" in causes


def test_frames_that_are_pooled_and_not_cut_out(monkeypatch: pytest.MonkeyPatch, recording: Path) -> None:
    def embed(self: campplus_network.CamPlusPlusNetwork, features: np.ndarray, masks: np.ndarray) -> np.ndarray:
        return self.pool(self.frames(features - features.mean(axis=1, keepdims=True)), masks)

    monkeypatch.setattr(campplus_network.CamPlusPlusNetwork, "embed", embed)
    stage, causes = first_wrong(recording)
    assert stage == "voices"
    assert "ours is what the speaker's frames pooled, not cut out before gives" in causes


def test_a_stage_of_the_other_embedding_is_not_in_this_network(record: Callable[..., Path], stages: Arrays) -> None:
    some = {"head.conv1": stages["head.conv1"], "resnet.conv1": stages["head.conv1"]}
    stage, causes = first_wrong(record(some))
    assert stage == "resnet.conv1"
    assert causes == "the network in the weight file ends with voices and has no such layer"
