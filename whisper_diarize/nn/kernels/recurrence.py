"""An LSTM layer on a CPU, in place in NumPy and with the borrowed BLAS.

    i, f, o = sigmoid(x W_ih + h W_hh + b)      sigmoid(z) = (1 + tanh(z / 2)) / 2
          g = tanh(x W_ih + h W_hh + b)
         c' = f c + i g                         h' = o tanh(c')

One tanh serves all four gates: the z / 2 of the sigmoids is in the weights, and what is kept of a gate is 1 + tanh,
twice the sigmoid. So c' is halved after it is summed, and the kept h' is twice the equation's; W_hh has that half.

A step is a dozen operations on arrays so small that MLX takes longer to order them than to do them, and MLX's tanh
takes 50 times as long as NumPy's, which is closer, too. What the input does to the gates is computed for a few frames
at a time, which then stay near the core; a step adds its share to it in place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.blas import fixed_product

Floats = NDArray[np.float32]

NUM_GATES = 4
NUM_DIRECTIONS = 2
FRAMES_AT_ONCE = 16


@dataclass(frozen=True, slots=True, eq=False)
class Recurrence:
    """The weights of a layer as `run` wants them; gates are in the order input, forget, output, candidate.

    Halves of sigmoids and of hidden states are in the weights, see above.
    """

    inputs: Floats  # W_ih: (direction, input_size, 4 * size)
    hidden: Floats  # W_hh: (direction, size, 4 * size)
    bias: Floats  # (direction, 1, 4 * size)

    @classmethod
    def of(cls, weight_ih: Floats, weight_hh: Floats, bias: Floats) -> Recurrence:
        """Take the weights of a `BiLSTMLayer`: gates in torch's order, input, forget, candidate, output."""
        return cls(_reordered(weight_ih), _reordered(weight_hh / np.float32(2)), _reordered(bias))

    def run(self, x: Floats) -> Floats:
        """Map (frames, batch, input_size) to (frames, batch, 2 * size), forward then backward."""
        (frames, batch, _), size = x.shape, self.hidden.shape[1]
        states = np.empty((frames, batch, NUM_DIRECTIONS * size), np.float32)
        forward, backward = states[..., :size], states[::-1, :, size:]
        cells = _Cells(self, batch, min(FRAMES_AT_ONCE, frames))
        for first in range(0, frames, FRAMES_AT_ONCE):
            for frame, place in enumerate(range(cells.see(x, x[::-1], first)), start=first):
                cells.step(place)
                np.multiply(cells.hidden[0], 0.5, out=forward[frame])
                np.multiply(cells.hidden[1], 0.5, out=backward[frame])
        return states


class _Cells:
    """The state of a layer on its way through the frames, in both directions."""

    def __init__(self, layer: Recurrence, batch: int, at_once: int) -> None:
        _, input_size, num_gates = layer.inputs.shape
        size = num_gates // NUM_GATES
        self.bias = layer.bias[:, None]
        self.seen = np.zeros((NUM_DIRECTIONS, at_once, batch, input_size), np.float32)
        self.gates = np.empty((NUM_DIRECTIONS, at_once, batch, num_gates), np.float32)
        self.hidden, self.cell, self.fresh = (np.zeros((NUM_DIRECTIONS, batch, size), np.float32) for _ in range(3))
        self.sigmoids, candidates = np.split(self.gates, [num_gates - size], axis=-1)
        self.by_place = [
            (*np.split(self.sigmoids[:, place], NUM_GATES - 1, axis=-1), candidates[:, place])
            for place in range(at_once)
        ]
        ways = range(NUM_DIRECTIONS)
        flat_seen, flat_gates = (
            array.reshape(NUM_DIRECTIONS, -1, array.shape[-1]) for array in (self.seen, self.gates)
        )
        self.project = [fixed_product(flat_seen[way], layer.inputs[way], flat_gates[way], add=True) for way in ways]
        self.recur = [
            [fixed_product(self.hidden[way], layer.hidden[way], self.gates[way, place], add=True) for way in ways]
            for place in range(at_once)
        ]

    def see(self, forward: Floats, backward: Floats, first: int) -> int:
        """Compute the input's share of the gates of the next frames; return of how many."""
        count = min(self.seen.shape[1], len(forward) - first)
        for seen, x in zip(self.seen, (forward, backward), strict=True):
            seen[:count] = x[first : first + count]
        self.gates[:] = self.bias
        for multiply in self.project:
            multiply()
        return count

    def step(self, place: int) -> None:
        """Go on by a frame: `hidden` is then twice its value in the equations."""
        for multiply in self.recur[place]:
            multiply()
        gates, sigmoids, cell = self.gates[:, place], self.sigmoids[:, place], self.cell
        np.tanh(gates, out=gates)
        np.add(sigmoids, 1, out=sigmoids)
        input_gate, forget_gate, output_gate, candidate = self.by_place[place]
        np.multiply(forget_gate, cell, out=cell)
        np.multiply(input_gate, candidate, out=self.fresh)
        np.add(cell, self.fresh, out=cell)
        np.multiply(cell, 0.5, out=cell)
        np.tanh(cell, out=self.hidden)
        np.multiply(self.hidden, output_gate, out=self.hidden)


def _reordered(weights: Floats) -> Floats:
    input_gate, forget_gate, candidate, output_gate = np.split(weights, NUM_GATES, axis=-1)
    gates = np.concatenate([input_gate / 2, forget_gate / 2, output_gate / 2, candidate], axis=-1)
    return np.ascontiguousarray(gates, np.float32)
