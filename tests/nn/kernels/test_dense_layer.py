import numpy as np
import pytest

from tests.fakes.rounding import tolerance
from tests.nn import definitions
from whisper_diarize.nn.kernels import dense_layer as module
from whisper_diarize.nn.kernels.dense_layer import DenseForm, ReluProduct, dense_layer

pytestmark = pytest.mark.usefixtures("numpy_backend")

CHANNELS, NARROW, INNER, GROWTH = 24, 16, 8, 4


def floats(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return rng.normal(size=shape).astype(np.float32)


def parameters(rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    shapes = [(CHANNELS,), (CHANNELS,), (NARROW, CHANNELS), (NARROW,), (GROWTH, 3, NARROW)]
    shapes += [(INNER, NARROW), (INNER,), (GROWTH, INNER), (GROWTH,)]
    return tuple(floats(rng, *shape) for shape in shapes)


@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.parametrize("frames", [1, 3, 25, 60])
def test_a_layer_adds_the_channels_of_the_definition(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch, frames: int, dilation: int
) -> None:
    monkeypatch.setattr(module, "SEGMENT_FRAMES", 25)
    values, block = parameters(rng), floats(rng, frames, CHANNELS + 3 * GROWTH)
    before = block.copy()
    dense_layer(block, CHANNELS, DenseForm.of(dilation, *values), np.empty(block.size, np.float32))
    plain, exact = (
        definitions.dense_layer(before[:, :CHANNELS].astype(kind), tuple(v.astype(kind) for v in values), dilation, 25)
        for kind in (np.float32, np.float64)
    )
    added = slice(CHANNELS, CHANNELS + GROWTH)
    np.testing.assert_allclose(block[:, added], exact, atol=tolerance(exact, plain))
    np.testing.assert_array_equal(np.delete(block, added, axis=1), np.delete(before, added, axis=1))
    assert np.abs(exact).max() > 0.1


@pytest.mark.parametrize("scale", [2.0, -2.0, 0.0, 1e-38, -1e-38], ids="scale {}".format)
@pytest.mark.parametrize("shift", [3.0, -3.0, 0.0], ids="shift {}".format)
def test_a_threshold_stands_for_scale_shift_and_relu(scale: float, shift: float) -> None:
    x = np.array([[-5.0], [-1.0], [0.0], [1.0], [5.0]], np.float32)
    of = [np.array(value, np.float32) for value in ([scale], [shift], [[10.0]], [7.0])]
    out = np.empty((5, 1), np.float32)
    ReluProduct.of(*of).run(x, out, np.empty(5, np.float32))
    np.testing.assert_allclose(out, 10 * np.maximum(scale * x + shift, 0) + 7, rtol=1e-6, atol=1e-5)
