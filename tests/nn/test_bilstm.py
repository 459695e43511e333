import mlx.core as mx
import numpy as np

from tests.fakes.rounding import gamma
from whisper_diarize.nn.bilstm import BiLSTM, BiLSTMLayer

# gamma(64): a handful of functions, each right to a few units in the last place
OPEN = 50.0  # a gate with this bias lets everything through


def test_zero_weights_give_zeros() -> None:
    output = BiLSTM(3, 4, num_layers=2)(mx.ones((2, 5, 3)))
    assert output.shape == (2, 5, 8)
    assert not np.array(output).any()


def test_open_gates_count_frames_from_both_ends() -> None:
    layer = BiLSTMLayer(1, 1)
    layer.bias = mx.full((2, 1, 4), OPEN)
    output = np.array(layer(mx.zeros((3, 1, 1))))[:, 0]
    np.testing.assert_allclose(output[:, 0], np.tanh([1, 2, 3]), rtol=gamma(64))
    np.testing.assert_allclose(output[:, 1], np.tanh([3, 2, 1]), rtol=gamma(64))


def test_closed_forget_gate_leaves_only_the_present_frame() -> None:
    layer = BiLSTMLayer(1, 1)
    layer.bias = mx.array([OPEN, -OPEN, 0.0, OPEN])[None, None] * mx.ones((2, 1, 1))
    layer.weight_ih = mx.array([0.0, 0.0, 1.0, 0.0])[None, None] * mx.ones((2, 1, 1))
    output = np.array(layer(mx.array([0.5, 0.0, -2.0])[:, None, None]))[:, 0]
    expected = np.tanh(np.tanh([0.5, 0.0, -2.0]))
    np.testing.assert_allclose(output, np.stack([expected, expected], axis=1), rtol=gamma(64), atol=gamma(1))


def test_hidden_state_feeds_back_through_its_own_matrix() -> None:
    layer = BiLSTMLayer(1, 1)
    layer.bias = mx.array([OPEN, -OPEN, 0.0, OPEN])[None, None] * mx.ones((2, 1, 1))
    layer.weight_ih = mx.array([0.0, 0.0, 1.0, 0.0])[None, None] * mx.ones((2, 1, 1))
    layer.weight_hh = mx.array([[[0.0, 0.0, 3.0, 0.0]], [[0.0, 0.0, 0.0, 0.0]]])
    output = np.array(layer(mx.array([0.5, 0.0])[:, None, None]))[:, 0, 0]
    first = np.tanh(np.tanh(0.5))
    np.testing.assert_allclose(output, [first, np.tanh(np.tanh(3 * first))], rtol=gamma(64))
