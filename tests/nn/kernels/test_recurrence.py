import mlx.core as mx
import numpy as np
import pytest

from tests.fakes.rounding import UNIT, tolerance
from tests.nn.definitions import lstm_states
from whisper_diarize.nn.bilstm import BiLSTMLayer
from whisper_diarize.nn.kernels.recurrence import FRAMES_AT_ONCE, Recurrence

pytestmark = pytest.mark.usefixtures("numpy_backend")


def states(kind: type[np.floating], layer: BiLSTMLayer, x: np.ndarray) -> np.ndarray:
    """Both directions by the equations."""
    arrays = (np.array(array).astype(kind) for array in (layer.weight_ih, layer.weight_hh, layer.bias))
    forward, backward = zip(*arrays, strict=True)
    x = x.astype(kind)
    return np.concatenate([lstm_states(x, *forward), lstm_states(x[::-1], *backward)[::-1]], axis=-1)


def random_layer(rng: np.random.Generator, input_size: int, size: int) -> BiLSTMLayer:
    layer = BiLSTMLayer(input_size, size)
    for name, value in layer.parameters().items():  # type: ignore[no-untyped-call]  # an untyped library
        layer[name] = mx.array((rng.normal(size=value.shape) / np.sqrt(size)).astype(np.float32))
    return layer


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("size", [1, 5, 128])
@pytest.mark.parametrize("frames", [1, FRAMES_AT_ONCE, 3 * FRAMES_AT_ONCE + 2])
def test_a_layer_follows_the_equations_no_less_exactly_than_numpy_in_float32(
    rng: np.random.Generator, frames: int, size: int, batch: int
) -> None:
    layer, x = random_layer(rng, 7, size), rng.normal(size=(frames, batch, 7)).astype(np.float32)
    exact, plain = states(np.float64, layer, x), states(np.float32, layer, x)
    fast = np.array(layer(mx.array(x)))
    np.testing.assert_allclose(fast, exact, atol=tolerance(exact, plain))
    assert np.square(fast - exact).mean() < 2**2 * np.square(plain - exact).mean() + UNIT**2


def test_weights_need_not_lie_in_rows(rng: np.random.Generator) -> None:
    layer, x = random_layer(rng, 3, 2), rng.normal(size=(4, 2, 3)).astype(np.float32)
    weights = [np.array(layer[name]) for name in ("weight_ih", "weight_hh", "bias")]
    turned = [np.ascontiguousarray(array.swapaxes(1, 2)).swapaxes(1, 2) for array in weights]
    np.testing.assert_array_equal(Recurrence.of(*turned).run(x), Recurrence.of(*weights).run(x))


def test_frames_need_not_lie_in_rows(rng: np.random.Generator) -> None:
    layer, x = random_layer(rng, 3, 2), rng.normal(size=(2, 5, 3)).astype(np.float32)
    found = np.array(layer(mx.array(x).swapaxes(0, 1)))
    np.testing.assert_array_equal(found, np.array(layer(mx.array(np.ascontiguousarray(x.swapaxes(0, 1))))))
