from concurrent.futures import ThreadPoolExecutor

import mlx.core as mx
import numpy as np
import pytest

from tests.fakes.rounding import gamma
from whisper_diarize.nn import CamPlusPlus, CamPlusPlusDimensions
from whisper_diarize.nn.campplus import Head
from whisper_diarize.nn.dense_block import ContextAwareMask, DenseLayer, Transit
from whisper_diarize.nn.kernels import backend

SMALL = CamPlusPlusDimensions(4, 8, 4, 8, 6, (2, 2, 1), 5)


def random_array(rng: np.random.Generator, *shape: int) -> mx.array:
    return mx.array(rng.normal(size=shape).astype(np.float32))


def sigmoid(x: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-x)))


@pytest.fixture
def mask(rng: np.random.Generator) -> ContextAwareMask:
    """A mask whose context goes through unchanged, and whose convolution passes on the middle frame."""
    layer = ContextAwareMask(CamPlusPlusDimensions(growth=3, bottleneck=3, context_channels=3), dilation=2)
    layer.linear1.weight = layer.linear2.weight = mx.eye(3)
    layer.linear1.bias = layer.linear2.bias = mx.zeros(3)
    kernel = np.zeros((3, 3, 3), np.float32)
    kernel[:, 1] = np.eye(3)
    layer.linear_local.weight = mx.array(kernel)
    return layer


def test_head_keeps_frames_and_leaves_ten_bins() -> None:
    shapes = {name: np.shape(x) for name, x in Head(4).images(mx.zeros((2, 7, 80)))}
    assert shapes == {
        "conv1": (2, 7, 80, 4),
        "layer1.0": (2, 7, 40, 4),
        "layer1.1": (2, 7, 40, 4),
        "layer2.0": (2, 7, 20, 4),
        "layer2.1": (2, 7, 20, 4),
        "conv2": (2, 7, 10, 4),
    }


@pytest.mark.parametrize(("frames", "left"), [(1, 1), (2, 1), (7, 4), (200, 100)])
def test_trunk_leaves_half_of_the_frames(frames: int, left: int) -> None:
    assert CamPlusPlus(SMALL).frames(mx.zeros((2, frames, 80))).shape == (2, left, SMALL.trunk_channels)


def test_stages_have_the_channels_of_the_dimensions() -> None:
    found = {name: x.shape[-1] for name, x in CamPlusPlus(SMALL).trunk(mx.zeros((1, 8, 80)))}
    assert [found[f"xvector.{name}"] for name in ("tdnn", "block1.tdnnd1", "block1.tdnnd2", "transit1")] == [
        8,
        12,
        16,
        8,
    ]
    assert [found[f"xvector.{name}"] for name in ("block2.tdnnd2", "transit2", "block3.tdnnd1")] == [16, 8, 12]
    assert list(found)[-2:] == ["xvector.transit3", "xvector.out_nonlinear"]


def test_a_mask_depends_on_all_frames_and_on_those_of_its_segment(
    mask: ContextAwareMask, rng: np.random.Generator
) -> None:
    x = np.abs(rng.normal(size=(1, 250, 3))).astype(np.float32)
    segments = [x[0, :100].mean(axis=0), x[0, 100:200].mean(axis=0), x[0, 200:].mean(axis=0)]
    context = x[0].mean(axis=0) + np.repeat(segments, [100, 100, 50], axis=0)
    np.testing.assert_allclose(np.array(mask(mx.array(x)))[0], x[0] * sigmoid(context), rtol=1e-5)


def test_negative_context_gives_a_mask_of_one_half(mask: ContextAwareMask, rng: np.random.Generator) -> None:
    x = -np.abs(rng.normal(size=(1, 30, 3))).astype(np.float32)
    np.testing.assert_allclose(np.array(mask(mx.array(x))), 0.5 * x, rtol=1e-6)


def test_a_masked_convolution_reaches_as_far_as_its_dilation(mask: ContextAwareMask) -> None:
    mask.linear_local.weight = mx.ones((3, 3, 3))
    mask.linear2.weight = mx.zeros((3, 3))
    x = np.zeros((1, 9, 3), np.float32)
    x[0, 4, 0] = 2
    assert np.array(mask(mx.array(x)))[0, :, 1].tolist() == [0, 0, 1, 0, 1, 0, 1, 0, 0]


def test_a_dense_layer_keeps_its_channels_and_adds_others(rng: np.random.Generator) -> None:
    layer, x = DenseLayer(8, SMALL, dilation=1), random_array(rng, 1, 20, 8)
    layer.nonlinear1.scale = mx.ones(8)
    found = np.array(layer(x))
    assert found.shape == (1, 20, 12)
    np.testing.assert_array_equal(found[..., :8], np.array(x))
    assert found[..., 8:].std() > 0


def test_a_transition_scales_cuts_and_mixes() -> None:
    transit = Transit(2, 1)
    transit.nonlinear.scale, transit.nonlinear.shift = mx.array([2.0, -1.0]), mx.array([1.0, 1.0])
    transit.linear.weight = mx.array([[10.0, 1.0]])
    assert transit(mx.array([[[3.0, 4.0], [-1.0, -2.0]]])).tolist() == [[[70.0], [3.0]]]


def test_a_vector_is_made_of_means_and_unbiased_deviations(rng: np.random.Generator) -> None:
    network, frames = CamPlusPlus(SMALL), random_array(rng, 1, 20, SMALL.trunk_channels)
    channels = SMALL.trunk_channels
    network.dense.weight = mx.eye(2 * channels)[: SMALL.dim] + mx.eye(2 * channels)[-SMALL.dim :]
    network.dense.bias = mx.zeros(SMALL.dim)
    x = np.array(frames)[0].astype(np.float64)
    expected = x.mean(axis=0)[: SMALL.dim] + x.std(axis=0, ddof=1)[-SMALL.dim :]
    np.testing.assert_allclose(np.array(network.pool(frames, mx.ones((1, 1, 1))))[0, 0], expected, rtol=1e-5)


@pytest.fixture
def network(rng: np.random.Generator) -> CamPlusPlus:
    """A network that computes: norms are zeros until weights are loaded."""
    made = CamPlusPlus(CamPlusPlusDimensions(8, 16, 8, 16, 8, (3, 2, 2), 5))
    scaled = [made.out_nonlinear, *(transit.nonlinear for transit in (made.transit1, made.transit2, made.transit3))]
    scaled += [layer.nonlinear1 for block in (made.block1, made.block2, made.block3) for layer in block.layers]
    for norm in scaled:
        norm.scale, norm.shift = random_array(rng, len(norm.scale)), random_array(rng, len(norm.shift))
    return made


@pytest.mark.usefixtures("numpy_backend")
def test_numpy_and_mlx_compute_the_same_trunk(
    network: CamPlusPlus, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    features = random_array(rng, 2, 411, 80)
    found = {name: np.array(x) for name, x in network.trunk(features)}
    monkeypatch.setattr(backend, "fast_blas", lambda: None)
    for name, x in network.trunk(features):
        plain = np.array(x)
        rounding = 20 * gamma(9 * 8) * np.abs(plain).max()  # some 20 layers of at least 72 products each
        np.testing.assert_allclose(found[name], plain, atol=rounding, err_msg=name)
    assert (found["xvector.out_nonlinear"] != plain).any()
    assert found["xvector.out_nonlinear"].std() > 0.01


@pytest.mark.usefixtures("numpy_backend")
def test_two_threads_get_the_same_as_one(network: CamPlusPlus, rng: np.random.Generator) -> None:
    windows = [random_array(rng, 1, frames, 80) for frames in (200, 37, 200, 91, 90, 3)]
    alone = [np.array(network.frames(window)) for window in windows]
    with ThreadPoolExecutor(2, initializer=mx.set_default_device, initargs=(mx.Device(mx.cpu),)) as pool:
        together = list(pool.map(lambda window: np.array(network.frames(window)), windows))
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_array_equal(one, other)
