import mlx.core as mx
import numpy as np
import pytest

from whisper_diarize.nn import conv
from whisper_diarize.nn.conv import Conv3x3, winograd_conv, winograd_filters

rng = np.random.default_rng(0)


def random_array(*shape: int) -> mx.array:
    return mx.array(rng.normal(size=shape).astype(np.float32))


@pytest.mark.parametrize(("inputs", "outputs"), [(1, 8), (8, 8), (3, 4)])
@pytest.mark.parametrize("bins", [1, 5, 20])
@pytest.mark.parametrize("frames", [1, 2, 7])
def test_winograd_gives_the_same_as_the_definition(inputs: int, outputs: int, bins: int, frames: int):
    image, kernel = random_array(2, frames, bins, inputs), random_array(outputs, 3, 3, inputs)
    found = winograd_conv(image, winograd_filters(kernel), 0, frames)
    expected = np.array(mx.conv2d(image, kernel, padding=1))
    np.testing.assert_allclose(np.array(found), expected, atol=1e-5)


@pytest.mark.parametrize(("first", "end"), [(0, 4), (2, 9), (4, 5), (8, 9)])
def test_winograd_of_some_frames_sees_those_beside_them(first: int, end: int):
    image, kernel = random_array(2, 9, 5, 3), random_array(4, 3, 3, 3)
    expected = np.array(mx.conv2d(image, kernel, padding=1))[:, first:end]
    found = winograd_conv(image, winograd_filters(kernel), first, end)
    np.testing.assert_allclose(np.array(found), expected, atol=1e-5)


def test_winograd_errs_no_more_than_the_definition():
    image, kernel = random_array(1, 64, 40, 32), random_array(32, 3, 3, 32)
    padded = np.pad(np.array(image, np.float64), [(0, 0), (1, 1), (1, 1), (0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
    exact = np.einsum("bfnixy,oxyi->bfno", windows, np.array(kernel, np.float64), optimize=True)
    errors = [
        np.sqrt(np.square(np.array(found) - exact).mean())
        for found in (winograd_conv(image, winograd_filters(kernel), 0, 64), mx.conv2d(image, kernel, padding=1))
    ]
    assert errors[0] < 1.5 * errors[1]


@pytest.mark.parametrize("channels", [8, 32])
@pytest.mark.parametrize("piece_values", [1 << 12, 1 << 19])
def test_a_large_image_gives_the_same_as_plainly(channels: int, piece_values: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(conv, "PIECE_VALUES", piece_values)
    layer = Conv3x3(channels, channels)
    layer.bias = random_array(channels)
    image, shortcut = random_array(1, 207, 40, channels), random_array(1, 207, 40, channels)
    found = np.array(layer(image, shortcut))
    monkeypatch.setattr(conv, "LEAST_PIXELS", 1 << 20)
    np.testing.assert_allclose(found, np.array(layer(image, shortcut)), atol=1e-5)


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
