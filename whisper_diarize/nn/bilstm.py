"""A stack of bidirectional LSTM layers.

Source: the equations of torch.nn.LSTM (Hochreiter and Schmidhuber 1997), gates in the order input, forget, cell,
output. A layer holds both directions in each array, so that a step costs one batched matrix product; what does not
depend on the step before (the input's share of the gates) is computed for all frames at once.
"""

from __future__ import annotations

import mlx.core as mx
from mlx import nn

from .kernels.backend import CachedForm, Floats, with_kernel
from .kernels.recurrence import NUM_DIRECTIONS, NUM_GATES, Recurrence
from .stages import Stages, last

# sigmoid(x) = (1 + tanh(x / 2)) / 2: one tanh does for all gates; MLX's sigmoid takes four times as long on a CPU
GATE_SCALES = (0.5, 0.5, 1.0, 0.5)


class BiLSTMLayer(nn.Module):
    """One layer, both directions; parameters are stacked (direction, in, out)."""

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.hidden_size = hidden_size
        self.weight_ih = mx.zeros((NUM_DIRECTIONS, input_size, NUM_GATES * hidden_size))
        self.weight_hh = mx.zeros((NUM_DIRECTIONS, hidden_size, NUM_GATES * hidden_size))
        self.bias = mx.zeros((NUM_DIRECTIONS, 1, NUM_GATES * hidden_size))
        self._recurrence = CachedForm(Recurrence.of)

    def by_recurrence(self, x: Floats) -> mx.array:
        """Compute the layer with its kernel."""
        return mx.array(self._recurrence(self.weight_ih, self.weight_hh, self.bias).run(x))

    @with_kernel(by_recurrence, enters=True)
    def __call__(self, x: mx.array) -> mx.array:
        """Map (frames, batch, input_size) to (frames, batch, 2 * hidden_size)."""
        scale = mx.repeat(mx.array(GATE_SCALES), self.hidden_size)
        both = mx.stack([x, x[::-1]], axis=1)  # (frames, direction, batch, input_size): each in its own order of time
        inputs = both @ (self.weight_ih * scale) + self.bias * scale
        states = steps(inputs, self.weight_hh * scale)
        return mx.concatenate([states[:, 0], states[::-1, 1]], axis=-1)


def steps(inputs: mx.array, weight_hh: mx.array) -> mx.array:
    """Map (frames, direction, batch, 4 * hidden) to the hidden states: (frames, direction, batch, hidden).

    `inputs` is what the gates get from the input; `weight_hh` is (direction, hidden, 4 * hidden).
    """
    frames, directions, batch, _ = inputs.shape
    hidden = mx.zeros((directions, batch, weight_hh.shape[1]))
    cell = mx.zeros_like(hidden)
    states = []
    for frame in range(frames):
        gates = mx.tanh(inputs[frame] + hidden @ weight_hh)
        input_gate, forget_gate, candidate, output_gate = mx.split(gates, NUM_GATES, axis=-1)
        cell = 0.5 * ((1 + forget_gate) * cell + (1 + input_gate) * candidate)
        hidden = 0.5 * (1 + output_gate) * mx.tanh(cell)
        states.append(hidden)
    return mx.stack(states)


class BiLSTM(nn.Module):
    """Layers, each fed with both directions of the one before."""

    def __init__(self, input_size: int, hidden_size: int, num_layers: int) -> None:
        super().__init__()
        sizes = [input_size] + [NUM_DIRECTIONS * hidden_size] * (num_layers - 1)
        self.layers = [BiLSTMLayer(size, hidden_size) for size in sizes]

    def __call__(self, x: mx.array) -> mx.array:
        """Map (batch, frames, input_size) to (batch, frames, 2 * hidden_size)."""
        return last(self.stages(x))

    def stages(self, x: mx.array) -> Stages:
        """Yield the output of each layer, forward then backward: (batch, frames, 2 * hidden_size)."""
        x = x.swapaxes(0, 1)
        for number, layer in enumerate(self.layers):
            x = layer(x)
            yield f"{number}", x.swapaxes(0, 1)
