import mlx.core as mx
import numpy as np
import pytest

from whisper_diarize.nn.bilstm import BiLSTMLayer
from whisper_diarize.nn.kernels.recurrence import FRAMES_AT_ONCE, Recurrence

pytestmark = pytest.mark.usefixtures("numpy_backend")


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def exact_states(x: np.ndarray, weight_ih: np.ndarray, weight_hh: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """One direction by torch's equations in float64."""
    hidden = cell = np.zeros((x.shape[1], weight_hh.shape[0]))
    states = []
    for frame in x:
        gates = frame @ weight_ih.astype(np.float64) + hidden @ weight_hh.astype(np.float64) + bias
        input_gate, forget_gate, candidate, output_gate = np.split(gates, 4, axis=-1)
        cell = sigmoid(forget_gate) * cell + sigmoid(input_gate) * np.tanh(candidate)
        hidden = sigmoid(output_gate) * np.tanh(cell)
        states.append(hidden)
    return np.stack(states)


def random_layer(rng: np.random.Generator, input_size: int, size: int) -> BiLSTMLayer:
    layer = BiLSTMLayer(input_size, size)
    for name, value in layer.parameters().items():
        layer[name] = mx.array((rng.normal(size=value.shape) / np.sqrt(size)).astype(np.float32))
    return layer


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("size", [1, 5, 128])
@pytest.mark.parametrize("frames", [1, FRAMES_AT_ONCE, 3 * FRAMES_AT_ONCE + 2])
def test_a_layer_follows_the_equations_no_less_exactly_than_in_mlx(rng, frames: int, size: int, batch: int):
    layer, x = random_layer(rng, 7, size), rng.normal(size=(frames, batch, 7)).astype(np.float32)
    forward, backward = zip(*map(np.array, (layer.weight_ih, layer.weight_hh, layer.bias)), strict=True)
    exact = np.concatenate([exact_states(x, *forward), exact_states(x[::-1], *backward)[::-1]], axis=-1)
    fast, plain = np.array(layer(mx.array(x))), np.array(layer.plain(mx.array(x)))
    np.testing.assert_allclose(fast, exact, atol=1e-5)
    assert np.square(fast - exact).mean() < 2**2 * np.square(plain - exact).mean() + 1e-16


def test_weights_need_not_lie_in_rows(rng):
    layer, x = random_layer(rng, 3, 2), rng.normal(size=(4, 2, 3)).astype(np.float32)
    weights = [np.array(layer[name]) for name in ("weight_ih", "weight_hh", "bias")]
    turned = [np.ascontiguousarray(array.swapaxes(1, 2)).swapaxes(1, 2) for array in weights]
    np.testing.assert_array_equal(Recurrence.of(*turned).run(x), Recurrence.of(*weights).run(x))


def test_frames_need_not_lie_in_rows(rng):
    layer, x = random_layer(rng, 3, 2), rng.normal(size=(2, 5, 3)).astype(np.float32)
    found = np.array(layer(mx.array(x).swapaxes(0, 1)))
    np.testing.assert_array_equal(found, np.array(layer(mx.array(np.ascontiguousarray(x.swapaxes(0, 1))))))
