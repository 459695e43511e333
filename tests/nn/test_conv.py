import mlx.core as mx
import numpy as np
import pytest

from tests.fakes.rounding import gamma, tolerance
from tests.nn import definitions
from whisper_diarize.nn.conv import Conv1x1, Conv3x3, Stride


def random_array(rng: np.random.Generator, *shape: int) -> mx.array:
    return mx.array(rng.normal(size=shape).astype(np.float32))


def convolved(layer: Conv3x3, image: mx.array, kind: type[np.floating]) -> np.ndarray:
    """The layer by its definition, before what is negative is cut."""
    weight, bias = (np.array(value).astype(kind) for value in (layer.weight, layer.bias))
    return definitions.conv3x3(np.array(image).astype(kind), weight, layer.stride) + bias


def image_of(kind: str, values: np.ndarray) -> mx.array | np.ndarray:
    return mx.array(values) if kind == "mlx" else values


@pytest.fixture(params=["mlx", "numpy"])
def kind(request: pytest.FixtureRequest) -> str:
    if request.param == "numpy":
        request.getfixturevalue("numpy_backend")
    return request.param


@pytest.mark.usefixtures("numpy_backend")
@pytest.mark.parametrize(
    ("inputs", "outputs", "stride"),
    [(1, 8, 1), (8, 8, 1), (8, 16, 2), (32, 32, 1), (1, 8, (1, 2)), (8, 8, (1, 2)), (32, 32, (1, 2))],
)
def test_a_batch_of_images_becomes_the_same_in_numpy_as_in_mlx(
    rng: np.random.Generator, inputs: int, outputs: int, stride: Stride
) -> None:
    layer = Conv3x3(inputs, outputs, stride)
    layer.bias = random_array(rng, outputs)
    image = random_array(rng, 2, 207, 40, inputs)
    shortcut = random_array(rng, *layer(image).shape)
    plain, exact = (convolved(layer, image, kind) for kind in (np.float32, np.float64))
    added = np.maximum(exact + np.array(shortcut), 0)
    limit = tolerance(exact, plain)
    for backend in (np.array, mx.array):
        np.testing.assert_allclose(np.array(layer(backend(image))), np.maximum(exact, 0), atol=limit)
        np.testing.assert_allclose(np.array(layer(backend(image), backend(shortcut))), added, atol=limit)


@pytest.mark.usefixtures("numpy_backend")
@pytest.mark.parametrize("strides", [(1, 1), (2, 2), (1, 2)])
def test_one_place_becomes_the_same_in_numpy_as_in_mlx(rng: np.random.Generator, strides: tuple[int, int]) -> None:
    layer = Conv1x1(8, 16, strides)
    layer.bias = random_array(rng, 16)
    image = random_array(rng, 2, 7, 5, 8)
    weight, bias = (np.array(value, np.float64) for value in (layer.weight, layer.bias))
    seen = np.array(image, np.float64)[:, :: strides[0], :: strides[1]]
    exact = seen @ weight.reshape(16, 8).T + bias
    limit = gamma(8 + 1) * (np.abs(seen) @ np.abs(weight.reshape(16, 8).T) + np.abs(bias)).max()
    for backend in (np.array, mx.array):
        np.testing.assert_allclose(np.array(layer(backend(image))), exact, atol=limit)


@pytest.mark.parametrize(("channels", "bins", "stride"), [(8, 20, 1), (8, 7, 1), (8, 20, 2), (32, 20, 1)])
def test_an_impulse_becomes_the_kernel_backwards(kind: str, channels: int, bins: int, stride: int) -> None:
    layer = Conv3x3(channels, channels, stride)
    layer.bias = mx.zeros_like(layer.bias)
    image = np.zeros((1, 6, bins, channels), np.float32)
    image[0, 2, 4, 3] = 1
    found = np.array(layer(image_of(kind, image)))[0, 2 // stride, 4 // stride]
    expected = np.maximum(np.array(layer.weight)[:, 1, 1, 3], 0)
    np.testing.assert_allclose(
        found, expected, atol=gamma(8) * np.abs(np.array(layer.weight)).max()
    )  # of Winograd's sums
    assert found.any()


def test_bias_and_shortcut_are_added_and_what_is_negative_cut(kind: str) -> None:
    layer = Conv3x3(2, 2)
    layer.bias = mx.array([1.0, -2.0])
    image, shortcut = np.zeros((1, 1, 5, 2), np.float32), np.full((1, 1, 5, 2), 0.5, np.float32)
    found = layer(image_of(kind, image), image_of(kind, shortcut))
    np.testing.assert_array_equal(np.array(found)[0, 0], [[1.5, 0]] * 5)


@pytest.mark.parametrize("layer", [Conv3x3(2, 2), Conv3x3(2, 2, 2), Conv1x1(2, 2, 1)], ids=["3x3", "stride", "1x1"])
def test_weights_that_were_replaced_count_from_then_on(
    kind: str, rng: np.random.Generator, layer: Conv3x3 | Conv1x1
) -> None:
    image = image_of(kind, rng.normal(size=(1, 4, 6, 2)).astype(np.float32))
    before = np.array(layer(image))
    layer.update({"weight": 2 * layer.weight, "bias": 2 * layer.bias})
    np.testing.assert_allclose(np.array(layer(image)), 2 * before, rtol=gamma(16))
    assert before.any()
