import mlx.core as mx
import numpy as np
import pytest

from whisper_diarize.nn.conv import Conv1x1, Conv3x3


def random_array(rng: np.random.Generator, *shape: int) -> mx.array:
    return mx.array(rng.normal(size=shape).astype(np.float32))


@pytest.mark.parametrize(("inputs", "outputs", "stride"), [(1, 8, 1), (8, 8, 1), (8, 16, 2), (32, 32, 1)])
def test_a_batch_of_images_gives_the_same_as_plainly(rng, inputs: int, outputs: int, stride: int):
    layer = Conv3x3(inputs, outputs, stride)
    layer.bias = random_array(rng, outputs)
    image = random_array(rng, 2, 207, 40, inputs)
    shortcut = random_array(rng, *layer.plain(image).shape)
    np.testing.assert_allclose(np.array(layer(image)), np.array(layer.plain(image)), atol=1e-5)
    np.testing.assert_allclose(np.array(layer(image, shortcut)), np.array(layer.plain(image, shortcut)), atol=1e-5)


@pytest.mark.parametrize("stride", [1, 2])
def test_one_place_gives_the_same_as_plainly(rng, stride: int):
    layer = Conv1x1(8, 16, stride)
    layer.bias = random_array(rng, 16)
    image = random_array(rng, 2, 7, 5, 8)
    np.testing.assert_allclose(np.array(layer(image)), np.array(layer.plain(image)), atol=1e-5)


@pytest.mark.parametrize(("channels", "bins", "stride"), [(8, 20, 1), (8, 7, 1), (8, 20, 2), (32, 20, 1)])
def test_an_impulse_becomes_the_kernel_backwards(channels: int, bins: int, stride: int):
    layer = Conv3x3(channels, channels, stride)
    layer.bias = mx.zeros_like(layer.bias)
    image = np.zeros((1, 6, bins, channels), np.float32)
    image[0, 2, 4, 3] = 1
    found = np.array(layer(mx.array(image)))[0, 2 // stride, 4 // stride]
    np.testing.assert_allclose(found, np.maximum(np.array(layer.weight)[:, 1, 1, 3], 0), atol=1e-6)
    assert found.any()


def test_bias_and_shortcut_are_added_and_what_is_negative_cut():
    layer = Conv3x3(2, 2)
    layer.bias = mx.array([1.0, -2.0])
    found = layer(mx.zeros((1, 1, 5, 2)), mx.array([0.5, 0.5]) * mx.ones((1, 1, 5, 2)))
    np.testing.assert_array_equal(np.array(found)[0, 0], [[1.5, 0]] * 5)


@pytest.mark.parametrize("layer", [Conv3x3(2, 2), Conv3x3(2, 2, 2), Conv1x1(2, 2, 1)], ids=["3x3", "stride", "1x1"])
def test_weights_that_were_replaced_count_from_then_on(rng, layer: Conv3x3 | Conv1x1):
    image = random_array(rng, 1, 4, 6, 2)
    before = np.array(layer(image))
    layer.update({"weight": 2 * layer.weight, "bias": 2 * layer.bias})
    np.testing.assert_allclose(np.array(layer(image)), 2 * before, rtol=1e-6)
    assert before.any()
