from concurrent.futures import ThreadPoolExecutor

import mlx.core as mx
import numpy as np
import pytest

from tests.fakes.rounding import gamma
from whisper_diarize.nn import ResNet, ResNetDimensions
from whisper_diarize.nn.kernels import backend
from whisper_diarize.nn.resnet import BasicBlock


def zeroed(block: BasicBlock) -> BasicBlock:
    for conv in (block.conv1, block.conv2):
        conv.weight, conv.bias = mx.zeros_like(conv.weight), mx.zeros_like(conv.bias)
    return block


def test_block_without_weights_passes_what_is_positive() -> None:
    image = mx.array(np.arange(-4.0, 4.0, dtype=np.float32).reshape(1, 2, 2, 2))
    np.testing.assert_array_equal(np.array(zeroed(BasicBlock(2, 2, 1))(image)), np.maximum(np.array(image), 0))


def test_block_with_a_stride_halves_frames_and_bins() -> None:
    assert BasicBlock(2, 4, 2)(mx.zeros((1, 10, 8, 2))).shape == (1, 5, 4, 4)


@pytest.mark.parametrize(("width", "channels"), [(8, 64), (32, 256)])
def test_trunk_leaves_an_eighth_of_the_frames_and_ten_bins(width: int, channels: int) -> None:
    network = ResNet(ResNetDimensions(width=width))
    assert network.frames(mx.zeros((1, 40, 80))).shape == (1, 5, channels * 10)


@pytest.mark.usefixtures("numpy_backend")
def test_numpy_and_mlx_compute_the_same_trunk(rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    network, features = ResNet(ResNetDimensions(width=8)), mx.array(rng.normal(size=(2, 50, 80)).astype(np.float32))
    found = np.array(network.frames(features))
    monkeypatch.setattr(backend, "fast_blas", lambda: None)
    plain = np.array(network.frames(features))
    rounding = 33 * gamma(9 * 8) * np.abs(plain).max()  # 33 convolutions of at least 72 products each
    np.testing.assert_allclose(found, plain, atol=rounding)
    assert (found != plain).any()


@pytest.mark.usefixtures("numpy_backend")
def test_two_threads_get_the_same_as_one(rng: np.random.Generator) -> None:
    network = ResNet(ResNetDimensions(width=8))
    windows = [mx.array(rng.normal(size=(1, 200, 80)).astype(np.float32)) for _ in range(8)]
    alone = [np.array(network.frames(window)) for window in windows]
    with ThreadPoolExecutor(2, initializer=mx.set_default_device, initargs=(mx.Device(mx.cpu),)) as pool:
        together = list(pool.map(lambda window: np.array(network.frames(window)), windows))
    np.testing.assert_array_equal(together, alone)


def test_pooled_values_are_ordered_by_channel_then_bin_as_in_torch() -> None:
    network = ResNet(ResNetDimensions(width=8))
    network.layer1 = network.layer2 = network.layer3 = []
    network.layer4 = [lambda x: x[..., :2]]  # type: ignore[list-item]  # a fake in its place
    network.conv1 = lambda x: mx.concatenate([mx.array(x), mx.array(x) + 100], axis=-1)  # type: ignore[assignment]  # a fake in its place
    frames = np.array(network.frames(mx.arange(80, dtype=mx.float32)[None, None]))[0, 0]
    assert frames[[0, 1, 80, 81]].tolist() == [0, 1, 100, 101]


def test_zero_weights_give_the_last_bias_to_every_speaker() -> None:
    network = ResNet(ResNetDimensions(width=8, dim=3))
    network.seg_1.weight = mx.zeros_like(network.seg_1.weight)
    network.seg_1.bias = mx.array([1.0, 2.0, 3.0])
    vectors = np.array(network(mx.zeros((2, 40, 80)), mx.ones((2, 3, 7))))
    np.testing.assert_array_equal(vectors, np.broadcast_to([1.0, 2.0, 3.0], (2, 3, 3)))
