"""The activations, plainly: those of mlx.nn go through mx.compile, which on the CPU needs a C++ compiler."""

from __future__ import annotations

import mlx.core as mx

LEAKY_SLOPE = 0.01  # torch's default, which pyannote relies on: with ReLU instead, logits correlate by 0.64 only


def leaky_relu(x: mx.array) -> mx.array:
    """Scale negative values by 0.01."""
    return mx.maximum(x, LEAKY_SLOPE * x)


def relu(x: mx.array) -> mx.array:
    """Cut negative values to 0."""
    return mx.maximum(x, 0)
