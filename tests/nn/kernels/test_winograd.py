import numpy as np
import pytest

from tests.fakes.rounding import tolerance
from tests.nn.definitions import conv3x3
from whisper_diarize.nn.kernels import winograd
from whisper_diarize.nn.kernels.winograd import direct_bands, direct_conv, winograd_bands, winograd_conv

pytestmark = pytest.mark.usefixtures("numpy_backend")

SHAPES = [(1, 1), (2, 5), (7, 20), (33, 6)]


def floats(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return rng.normal(size=shape).astype(np.float32)


def convs(image: np.ndarray, kernel: np.ndarray, strides: tuple[int, int] = (1, 1)) -> list[np.ndarray]:
    """The definition in float64, and in float32."""
    kinds = (np.float64, np.float32)
    return [conv3x3(image[None].astype(kind), kernel.astype(kind), strides)[0] for kind in kinds]


@pytest.fixture(params=[1, 3000, 1 << 18], ids=lambda values: f"pieces of {values}")
def pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(winograd, "PIECE_VALUES", request.param)


@pytest.mark.usefixtures("pieces")
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("channels", [(3, 4), (8, 8), (16, 24)])
@pytest.mark.parametrize("sides", SHAPES)
def test_winograd_gives_the_same_as_the_definition(
    rng: np.random.Generator, sides: tuple[int, int], channels: tuple[int, int], stride: int
) -> None:
    (frames, bins), (inputs, outputs) = sides, channels
    image, kernel, bias = floats(rng, frames, bins, inputs), floats(rng, outputs, 3, 3, inputs), floats(rng, outputs)
    exact, plain = convs(image, kernel, (1, stride))
    shortcut, out = floats(rng, *exact.shape), np.full(exact.shape, np.nan, np.float32)
    winograd_conv(image, winograd_bands(kernel, stride), bias, shortcut, out)
    np.testing.assert_allclose(out, np.maximum(exact + bias + shortcut, 0), atol=tolerance(exact, plain))


@pytest.mark.usefixtures("pieces")
@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("channels", [(1, 8), (3, 4), (16, 24)])
@pytest.mark.parametrize("sides", SHAPES)
def test_direct_products_are_the_definition(
    rng: np.random.Generator, sides: tuple[int, int], channels: tuple[int, int], stride: int
) -> None:
    (frames, bins), (inputs, outputs) = sides, channels
    image, kernel, bias = floats(rng, frames, bins, inputs), floats(rng, outputs, 3, 3, inputs), floats(rng, outputs)
    exact, plain = convs(image, kernel, (stride, stride))
    out = np.full(exact.shape, np.nan, np.float32)
    direct_conv(image, direct_bands(kernel, stride), bias, None, out)
    np.testing.assert_allclose(out, np.maximum(exact + bias, 0), atol=tolerance(exact, plain))


def test_winograd_errs_no_more_than_the_definition_step_by_step(rng: np.random.Generator) -> None:
    image, kernel = floats(rng, 64, 40, 32), floats(rng, 32, 3, 3, 32)
    (exact, plain), out = convs(image, kernel), np.empty((64, 40, 32), np.float32)
    winograd_conv(image, winograd_bands(kernel), np.zeros(32, np.float32), None, out)
    errors = [np.square(found - np.maximum(exact, 0)).mean() for found in (out, np.maximum(plain, 0))]
    assert errors[0] < errors[1]
