import mlx.core as mx
import numpy as np
import pytest

from whisper_diarize.blas import fast_blas
from whisper_diarize.nn.bilstm import plain_steps
from whisper_diarize.nn.recurrence import run_steps

pytestmark = pytest.mark.skipif(fast_blas() is None, reason="no BLAS to borrow")


def exact_steps(inputs: np.ndarray, weight_hh: np.ndarray) -> np.ndarray:
    """Torch's equations in float64, but for the gates' halves, which are in the weights."""
    hidden = np.zeros((*inputs.shape[1:3], weight_hh.shape[1]))
    cell, states = np.zeros_like(hidden), []
    for frame in inputs:
        gates = np.tanh(frame + hidden @ weight_hh.astype(np.float64))
        input_gate, forget_gate, candidate, output_gate = np.split(gates, 4, axis=-1)
        cell = (1 + forget_gate) / 2 * cell + (1 + input_gate) / 2 * candidate
        hidden = (1 + output_gate) / 2 * np.tanh(cell)
        states.append(hidden)
    return np.stack(states)


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("size", [1, 5, 128])
def test_steps_are_those_of_an_lstm_and_no_less_exact_than_the_plain_ones(batch: int, size: int):
    rng = np.random.default_rng(size)
    inputs = rng.normal(size=(50, 2, batch, 4 * size)).astype(np.float32)
    weight_hh = (rng.normal(size=(2, size, 4 * size)) / np.sqrt(size)).astype(np.float32)
    exact = exact_steps(inputs, weight_hh)
    fast = run_steps(inputs, weight_hh)
    plain = np.array(plain_steps(mx.array(inputs), mx.array(weight_hh)))
    np.testing.assert_allclose(fast, exact, atol=1e-5)
    assert np.square(fast - exact).mean() < 1.5**2 * np.square(plain - exact).mean()


def test_matrices_need_not_lie_in_rows():
    inputs = np.random.default_rng(0).normal(size=(4, 2, 2, 8)).astype(np.float32)
    weight_hh = np.random.default_rng(1).normal(size=(2, 8, 2)).astype(np.float32)
    np.testing.assert_allclose(
        run_steps(inputs, weight_hh.swapaxes(1, 2)), exact_steps(inputs, weight_hh.swapaxes(1, 2)), atol=1e-5
    )
