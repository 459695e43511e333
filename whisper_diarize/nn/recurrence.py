"""The steps of an LSTM on a CPU, in place in NumPy.

A step is a dozen operations on arrays so small that MLX takes longer to order them than to do them, and MLX's tanh
takes 50 times as long as NumPy's, which is closer, too. Gates are as in `bilstm`: input, forget, cell, output; a tanh
for each, halves of sigmoids folded into the weights.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.blas import fixed_product

Floats = NDArray[np.float32]

NUM_GATES = 4


def run_steps(inputs: Floats, weight_hh: Floats) -> Floats:
    """Map (frames, direction, batch, 4 * hidden) to the hidden states: (frames, direction, batch, hidden).

    `inputs` is what the gates get from the input; `weight_hh` is (direction, hidden, 4 * hidden).
    """
    frames, directions, batch, _ = inputs.shape
    size = weight_hh.shape[1]
    states = np.empty((frames, directions, batch, size), np.float32)
    gates = np.empty((directions, batch, NUM_GATES * size), np.float32)
    hidden, cell, fresh = (np.zeros((directions, batch, size), np.float32) for _ in range(3))
    input_gate, forget_gate, candidate, output_gate = np.split(gates, NUM_GATES, axis=-1)
    weight_hh = np.ascontiguousarray(weight_hh, np.float32)
    products = [fixed_product(hidden[way], weight_hh[way], gates[way]) for way in range(directions)]
    for frame in range(frames):
        for multiply in products:
            multiply()
        np.add(gates, inputs[frame], out=gates)
        np.tanh(gates, out=gates)
        for gate in (input_gate, forget_gate, output_gate):
            np.add(gate, 1, out=gate)
        np.multiply(forget_gate, cell, out=cell)
        np.multiply(input_gate, candidate, out=fresh)
        np.add(cell, fresh, out=cell)
        np.multiply(cell, 0.5, out=cell)
        np.tanh(cell, out=hidden)
        np.multiply(output_gate, 0.5, out=output_gate)
        np.multiply(hidden, output_gate, out=hidden)
        states[frame] = hidden
    return states
