from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.fakes.small_models import SMALL_CAMPPLUS, Tensors
from whisper_diarize.dimensions import CamPlusPlusDimensions, ResNetDimensions
from whisper_diarize.errors import ModelError, WeightMismatchError
from whisper_diarize.weights import EmbeddingWeights, embedding_weights, load_embedding, network_weights
from whisper_diarize.weights.campplus import campplus_parameters, campplus_shapes

SPEECH = np.random.default_rng(0).normal(0, 0.1, (1, 8000)).astype(np.float32)


def test_published_network_has_its_tensors() -> None:
    """Those of 3D-Speaker's checkpoint, but for its 122 counters of training steps."""
    shapes = campplus_shapes(CamPlusPlusDimensions())
    assert len(shapes) == 937 - 122
    assert sum(np.prod(shape) for name, shape in shapes.items() if ".running_" not in name) == 6_848_544
    assert shapes["xvector.block2.tdnnd24.linear1.weight"] == (128, 992, 1)
    assert shapes["xvector.transit3.linear.weight"] == (512, 1024, 1)


def test_dimensions_are_those_of_the_file(save: Callable[[Tensors], Path], campplus: Tensors) -> None:
    assert embedding_weights(save(campplus)).dimensions == SMALL_CAMPPLUS


def test_contents_decide_which_network_it_is(
    save: Callable[[Tensors], Path], campplus: Tensors, embedding: Tensors
) -> None:
    for tensors, dimensions in ((campplus, SMALL_CAMPPLUS), (embedding, ResNetDimensions(2, 5))):
        found = network_weights(save(tensors))
        assert isinstance(found, EmbeddingWeights)
        assert found.dimensions == dimensions


def test_a_checkpoint_of_torch_gives_the_same_voice(
    tmp_path: Path, save: Callable[[Tensors], Path], campplus: Tensors
) -> None:
    state = {name: torch.from_numpy(tensor) for name, tensor in campplus.items()}
    state["head.bn1.num_batches_tracked"] = torch.tensor(7)
    torch.save(state, tmp_path / "campplus_cn_en_common.pt")
    stored, saved = (load_embedding(path) for path in (tmp_path / "campplus_cn_en_common.pt", save(campplus)))
    voices = [network.embed(network.features(SPEECH), np.ones((1, 1, 1), np.float32)) for network in (stored, saved)]
    assert voices[0].shape == (1, 1, 5)
    np.testing.assert_array_equal(voices[0], voices[1])


def test_missing_unexpected_and_mis_shaped_tensors_are_all_listed(
    save: Callable[[Tensors], Path], campplus: Tensors
) -> None:
    campplus["xvector.dense.nonlinear.batchnorm.weight"] = campplus.pop("xvector.dense.nonlinear.batchnorm.running_var")
    campplus["xvector.block1.tdnnd2.cam_layer.linear2.bias"] = np.zeros(7, np.float32)
    with pytest.raises(WeightMismatchError) as caught:
        load_embedding(save(campplus))
    assert caught.value.missing == ("xvector.dense.nonlinear.batchnorm.running_var",)
    assert caught.value.unexpected == ("xvector.dense.nonlinear.batchnorm.weight",)
    assert caught.value.mis_shaped == {"xvector.block1.tdnnd2.cam_layer.linear2.bias": ((2,), (7,))}


@pytest.mark.parametrize("name", ["head.conv1.weight", "xvector.dense.linear.weight", "xvector.tdnn.linear.weight"])
def test_a_file_without_what_tells_the_size_is_told_so(
    save: Callable[[Tensors], Path], campplus: Tensors, name: str
) -> None:
    del campplus[name]
    with pytest.raises(ModelError, match=f"not a CAM.. embedding model: no '{name}'"):
        network_weights(save(campplus))


def test_a_network_that_is_too_large_is_refused(save: Callable[[Tensors], Path], campplus: Tensors) -> None:
    campplus["head.conv1.weight"] = np.zeros((5000, 1, 3, 3), np.float32)
    with pytest.raises(ModelError, match="its head_channels is 5000; networks of at most 256 are read"):
        load_embedding(save(campplus))


def test_a_block_without_layers_is_refused(save: Callable[[Tensors], Path], campplus: Tensors) -> None:
    without = {name: tensor for name, tensor in campplus.items() if not name.startswith("xvector.block3.")}
    with pytest.raises(ModelError, match="its num_layers is 0"):
        load_embedding(save(without))


def test_norms_after_layers_are_folded_and_those_before_become_scale_and_shift(campplus: Tensors) -> None:
    layer = "xvector.block1.tdnnd1"
    values = {"weight": 3.0, "bias": 10.0, "running_mean": 2.0, "running_var": 4.0 - 1e-5}
    for norm, channels in (("nonlinear1", 8), ("nonlinear2", 6)):
        campplus |= {f"{layer}.{norm}.batchnorm.{name}": np.full(channels, v, np.float32) for name, v in values.items()}
    found = campplus_parameters(campplus, SMALL_CAMPPLUS)
    # (x - 2) / 2 * 3 + 10 = 1.5 x + 7
    weight = campplus[f"{layer}.linear1.weight"][..., 0]
    np.testing.assert_allclose(found["block1.layers.0.nonlinear1.scale"], 1.5, rtol=1e-6)
    np.testing.assert_allclose(found["block1.layers.0.nonlinear1.shift"], 7.0, rtol=1e-6)
    np.testing.assert_allclose(found["block1.layers.0.linear1.weight"], 1.5 * weight, rtol=1e-6)
    np.testing.assert_allclose(found["block1.layers.0.linear1.bias"], 7.0, rtol=1e-6)


def test_the_last_norm_has_no_weights_of_its_own(campplus: Tensors) -> None:
    norm = "xvector.dense.nonlinear.batchnorm"
    campplus |= {f"{norm}.running_mean": np.full(5, 2, np.float32), f"{norm}.running_var": np.full(5, 4, np.float32)}
    found = campplus_parameters(campplus, SMALL_CAMPPLUS)
    np.testing.assert_allclose(found["dense.bias"], -1.0, rtol=1e-5)
    np.testing.assert_allclose(found["dense.weight"], campplus["xvector.dense.linear.weight"][..., 0] / 2, rtol=1e-5)


def test_the_first_layer_over_frames_takes_bins_before_channels(campplus: Tensors) -> None:
    kernel = campplus["xvector.tdnn.linear.weight"]  # (out, channels before bins, taps)
    bin_, channel, bins = 3, 1, 10
    found = campplus_parameters(campplus, SMALL_CAMPPLUS)["tdnn.weight"]
    plain = kernel[7, channel * bins + bin_, 4] * campplus["xvector.tdnn.nonlinear.batchnorm.weight"][7]
    deviation = np.sqrt(campplus["xvector.tdnn.nonlinear.batchnorm.running_var"][7] + 1e-5)
    np.testing.assert_allclose(found[7, 4, bin_ * 2 + channel], plain / deviation, rtol=1e-5)
