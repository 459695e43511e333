import mlx.core as mx
import numpy as np
import pytest

from whisper_diarize.nn.conv import Conv3x3, banded_conv


@pytest.mark.parametrize(("inputs", "outputs"), [(1, 8), (8, 8), (3, 4)])
@pytest.mark.parametrize("bins", [5, 20])
def test_bands_give_the_same_as_the_whole_image(inputs: int, outputs: int, bins: int):
    rng = np.random.default_rng(0)
    image = mx.array(rng.normal(size=(2, 7, bins, inputs)).astype(np.float32))
    kernel = mx.array(rng.normal(size=(outputs, 3, 3, inputs)).astype(np.float32))
    expected = np.array(mx.conv2d(image, kernel, padding=1))
    np.testing.assert_allclose(np.array(banded_conv(image, kernel)), expected, atol=1e-5)


@pytest.mark.parametrize(("channels", "bins", "stride"), [(8, 20, 1), (8, 7, 1), (8, 20, 2), (32, 20, 1)])
def test_an_impulse_becomes_the_kernel_backwards(channels: int, bins: int, stride: int):
    conv = Conv3x3(channels, channels, stride)
    conv.bias = mx.zeros_like(conv.bias)
    image = np.zeros((1, 6, bins, channels), np.float32)
    image[0, 2, 4, 3] = 1
    found = np.array(conv(mx.array(image)))[0, 2 // stride, 4 // stride]
    np.testing.assert_allclose(found, np.array(conv.weight)[:, 1, 1, 3], atol=1e-6)
    assert found.any()


def test_bias_is_added():
    conv = Conv3x3(2, 2)
    conv.bias = mx.array([1.0, 2.0])
    np.testing.assert_array_equal(np.array(conv(mx.zeros((1, 1, 5, 2))))[0, 0], [[1, 2]] * 5)
