import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from tests.fakes.small_models import Tensors
from whisper_diarize.errors import ModelError, WeightMismatchError
from whisper_diarize.nn import PyanNetDimensions, ResNetDimensions
from whisper_diarize.weights import load_embedding, load_segmentation
from whisper_diarize.weights.contract import Shapes, segmentation_shapes

SILENCE = np.zeros((1, 1600), np.float32)
CONFIG = {"name": "test", "clustering_threshold": 0.7}


def random_tensors(shapes: Shapes) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    return {name: rng.uniform(0.1, 0.2, shape).astype(np.float32) for name, shape in shapes.items()}


@pytest.fixture
def directory(tmp_path: Path, segmentation: Tensors, embedding: Tensors) -> Path:
    save_file(segmentation, tmp_path / "segmentation.safetensors")
    save_file(embedding, tmp_path / "embedding.safetensors")
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    return tmp_path


def test_segmentation_knows_its_classes_and_layers(save: Callable[[Tensors], Path], segmentation: Tensors) -> None:
    dimensions = load_segmentation(save(segmentation)).dimensions
    assert (dimensions.num_classes, dimensions.num_lstm_layers) == (7, 1)


def test_embedding_knows_its_width_and_length(save: Callable[[Tensors], Path], embedding: Tensors) -> None:
    assert load_embedding(save(embedding)).dimensions == ResNetDimensions(width=2, dim=5)


def test_logits_are_batch_frames_classes(save: Callable[[Tensors], Path], segmentation: Tensors) -> None:
    logits = load_segmentation(save(segmentation)).logits(np.zeros((3, 1600), np.float32))
    assert (logits.shape, logits.dtype) == ((3, 3, 7), np.float32)  # type: ignore[comparison-overlap]  # equal all the same: approx, or a dtype and its class


def test_vectors_are_batch_speakers_dim(save: Callable[[Tensors], Path], embedding: Tensors) -> None:
    network = load_embedding(save(embedding))
    features = network.features(np.zeros((2, 16_000), np.float32))
    vectors = network.embed(features, np.ones((2, 3, 11), np.float32))
    assert (vectors.shape, vectors.dtype) == ((2, 3, 5), np.float32)  # type: ignore[comparison-overlap]  # equal all the same: approx, or a dtype and its class


def test_a_window_does_not_depend_on_its_batch(save: Callable[[Tensors], Path], segmentation: Tensors) -> None:
    network = load_segmentation(save(segmentation))
    samples = np.random.default_rng(0).normal(0, 0.1, (5, 1600)).astype(np.float32)
    np.testing.assert_allclose(network.logits(samples)[3:4], network.logits(samples[3:4]), rtol=1e-5)


def test_float16_weights_are_widened(save: Callable[[Tensors], Path], segmentation: Tensors) -> None:
    halves = {name: tensor.astype(np.float16) for name, tensor in segmentation.items()}
    wide = {name: tensor.astype(np.float32) for name, tensor in halves.items()}
    expected = load_segmentation(save(wide)).logits(SILENCE)
    np.testing.assert_array_equal(load_segmentation(save(halves)).logits(SILENCE), expected)


@pytest.mark.parametrize(
    "name",
    ["sincnet.conv1d.0.filterbank.n_", "sincnet.conv1d.0.filterbank.window_", "resnet.bn1.num_batches_tracked"],
)
def test_what_is_not_a_weight_may_be_there(save: Callable[[Tensors], Path], segmentation: Tensors, name: str) -> None:
    load_segmentation(save(segmentation | {name: np.zeros(3, np.float32)}))


def test_missing_unexpected_and_mis_shaped_tensors_are_all_listed(
    save: Callable[[Tensors], Path], segmentation: Tensors
) -> None:
    segmentation["surplus"] = segmentation.pop("linear.0.bias")
    segmentation["linear.1.bias"] = np.zeros(5, np.float32)
    with pytest.raises(WeightMismatchError) as caught:
        load_segmentation(save(segmentation))
    assert caught.value.missing == ("linear.0.bias",)
    assert caught.value.unexpected == ("surplus",)
    assert caught.value.mis_shaped == {"linear.1.bias": ((128,), (5,))}


@pytest.mark.parametrize("name", ["resnet.layer3.5.bn2.running_var", "resnet.layer2.0.shortcut.0.weight"])
def test_embedding_lacks_no_tensor_silently(save: Callable[[Tensors], Path], embedding: Tensors, name: str) -> None:
    del embedding[name]
    with pytest.raises(WeightMismatchError, match=name):
        load_embedding(save(embedding))


def test_embedding_is_not_taken_for_a_segmentation(save: Callable[[Tensors], Path], embedding: Tensors) -> None:
    with pytest.raises(ModelError, match="not a segmentation model"):
        load_segmentation(save(embedding))


def test_segmentation_is_not_taken_for_an_embedding(save: Callable[[Tensors], Path], segmentation: Tensors) -> None:
    with pytest.raises(ModelError, match="not an embedding model"):
        load_embedding(save(segmentation))


def test_a_scalar_in_the_place_of_a_matrix_is_an_error_of_ours(
    save: Callable[[Tensors], Path], segmentation: Tensors
) -> None:
    segmentation["classifier.weight"] = np.float32(1.0).reshape(())
    with pytest.raises(ModelError):
        load_segmentation(save(segmentation))


@pytest.mark.parametrize("content", [b"", b"not a weight file", b"\xff" * 64], ids=["empty", "text", "noise"])
def test_broken_file_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.safetensors"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"^[^\n]*broken.safetensors: the weights cannot be read[^\n]*$"):
        load_segmentation(path)


def test_missing_file_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nothing\.safetensors"):
        load_embedding(tmp_path / "nothing.safetensors")


def test_directory_can_stand_for_either_network(directory: Path) -> None:
    assert load_segmentation(directory).dimensions.num_classes == 7
    assert load_embedding(directory).dimensions.dim == 5


@pytest.mark.parametrize(
    "dimensions",
    [
        PyanNetDimensions(num_classes=4, num_lstm_layers=2, lstm_size=16, linear_size=24, num_linear_layers=3),
        PyanNetDimensions(num_classes=3, num_lstm_layers=1, lstm_size=32, num_linear_layers=0),
    ],
)
def test_segmentation_may_have_other_sizes(save: Callable[[Tensors], Path], dimensions: PyanNetDimensions) -> None:
    network = load_segmentation(save(random_tensors(segmentation_shapes(dimensions))))
    assert network.dimensions == dimensions
    assert network.logits(SILENCE).shape == (1, 3, dimensions.num_classes)


def test_mlx_file_gives_the_same_voices(tmp_path: Path, save: Callable[[Tensors], Path], embedding: Tensors) -> None:
    theirs: dict[str, Any] = {
        name.replace("shortcut.0", "shortcut_conv").replace("shortcut.1", "shortcut_bn"): np.moveaxis(tensor, 1, -1)
        if tensor.ndim == 4
        else tensor
        for name, tensor in embedding.items()
    }
    np.savez(tmp_path / "weights.npz", **theirs)
    ours, mlx = load_embedding(save(embedding)), load_embedding(tmp_path / "weights.npz")
    features = ours.features(np.random.default_rng(0).normal(0, 0.1, (1, 16_000)).astype(np.float32))
    masks = np.ones((1, 1, 11), np.float32)
    np.testing.assert_array_equal(mlx.embed(features, masks), ours.embed(features, masks))


@pytest.mark.parametrize("suffix", [".bin", ".ckpt", ".pt", ".pth", ".npz"])
def test_every_format_gives_the_same_network(
    tmp_path: Path, save: Callable[[Tensors], Path], segmentation: dict[str, Any], suffix: str
) -> None:
    path = tmp_path / f"model{suffix}"
    if suffix == ".npz":
        np.savez(path, **segmentation)
    else:
        import torch

        torch.save({name: torch.from_numpy(tensor) for name, tensor in segmentation.items()}, path)
    np.testing.assert_array_equal(
        load_segmentation(path).logits(SILENCE), load_segmentation(save(segmentation)).logits(SILENCE)
    )


def test_bfloat16_weights_are_widened(tmp_path: Path, save: Callable[[Tensors], Path], segmentation: Tensors) -> None:
    import torch
    from safetensors.torch import save_file as save_torch_file

    halves = {name: torch.from_numpy(tensor).bfloat16() for name, tensor in segmentation.items()}
    torch.save(halves, tmp_path / "model.pt")
    save_torch_file(halves, tmp_path / "model.safetensors")
    wide = {name: tensor.float().numpy() for name, tensor in halves.items()}
    expected = load_segmentation(save(wide)).logits(SILENCE)
    for name in ("model.pt", "model.safetensors"):
        np.testing.assert_array_equal(load_segmentation(tmp_path / name).logits(SILENCE), expected)


def test_whole_numbers_are_not_weights(save: Callable[[Tensors], Path], segmentation: Tensors) -> None:
    segmentation["linear.0.bias"] = np.zeros(128, np.int64)
    with pytest.raises(ModelError, match=r"linear\.0\.bias is of type int64"):
        load_segmentation(save(segmentation))


def test_unknown_kind_of_file_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.onnx: .*\.safetensors, \.bin, \.ckpt, \.npz, \.pt, \.pth"):
        load_segmentation(tmp_path / "model.onnx")


def test_npz_with_python_objects_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "weights.npz", a=np.array([{}]))
    with pytest.raises(ModelError, match=r"weights\.npz: .*Object arrays cannot be loaded"):
        load_segmentation(tmp_path / "weights.npz")
