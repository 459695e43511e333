import mlx.core as mx
import numpy as np
import pytest

from whisper_diarize.nn.kernels import winograd
from whisper_diarize.nn.kernels.winograd import direct_bands, direct_conv, winograd_bands, winograd_conv

pytestmark = pytest.mark.usefixtures("numpy_backend")

SHAPES = [(1, 1), (2, 5), (7, 20), (33, 6)]


def floats(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return rng.normal(size=shape).astype(np.float32)


def exact_conv(image: np.ndarray, kernel: np.ndarray, stride: int = 1) -> np.ndarray:
    """The definition, in float64."""
    padded = np.pad(image.astype(np.float64), [(1, 1), (1, 1), (0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(0, 1))[::stride, ::stride]
    return np.einsum("fnixy,oxyi->fno", windows, kernel.astype(np.float64), optimize=True)


@pytest.fixture(params=[1, 3000, 1 << 18], ids=lambda values: f"pieces of {values}")
def pieces(request, monkeypatch) -> None:
    monkeypatch.setattr(winograd, "PIECE_VALUES", request.param)


@pytest.mark.usefixtures("pieces")
@pytest.mark.parametrize("channels", [(3, 4), (8, 8), (16, 24)])
@pytest.mark.parametrize("sides", SHAPES)
def test_winograd_gives_the_same_as_the_definition(rng, sides: tuple[int, int], channels: tuple[int, int]):
    (frames, bins), (inputs, outputs) = sides, channels
    image, kernel, bias = floats(rng, frames, bins, inputs), floats(rng, outputs, 3, 3, inputs), floats(rng, outputs)
    shortcut, out = floats(rng, frames, bins, outputs), np.full((frames, bins, outputs), np.nan, np.float32)
    winograd_conv(image, winograd_bands(kernel), bias, shortcut, out)
    np.testing.assert_allclose(out, np.maximum(exact_conv(image, kernel) + bias + shortcut, 0), atol=3e-5)


@pytest.mark.usefixtures("pieces")
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("channels", [(1, 8), (3, 4), (16, 24)])
@pytest.mark.parametrize("sides", SHAPES)
def test_direct_products_are_the_definition(rng, sides: tuple[int, int], channels: tuple[int, int], stride: int):
    (frames, bins), (inputs, outputs) = sides, channels
    image, kernel, bias = floats(rng, frames, bins, inputs), floats(rng, outputs, 3, 3, inputs), floats(rng, outputs)
    exact = np.maximum(exact_conv(image, kernel, stride) + bias, 0)
    out = np.full(exact.shape, np.nan, np.float32)
    direct_conv(image, direct_bands(kernel, stride), bias, None, out)
    np.testing.assert_allclose(out, exact, atol=3e-5)


def test_winograd_errs_no_more_than_mlx(rng):
    image, kernel = floats(rng, 64, 40, 32), floats(rng, 32, 3, 3, 32)
    exact, out = exact_conv(image, kernel), np.empty((64, 40, 32), np.float32)
    winograd_conv(image, winograd_bands(kernel), np.zeros(32, np.float32), None, out)
    plain = np.array(mx.conv2d(mx.array(image[None]), mx.array(kernel), padding=1))[0]
    errors = [np.square(found - np.maximum(exact, 0)).mean() for found in (out, np.maximum(plain, 0))]
    assert errors[0] < 1.5**2 * errors[1]
