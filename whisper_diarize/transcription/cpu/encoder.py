"""The encoder: blocks of frames pass through each layer, on all cores; the blocks do not depend on the cores."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from mlx import nn

from whisper_diarize.blas import one_thread
from whisper_diarize.cancellation import raise_if_cancelled

from .layers import Floats, attend_by_head, gelu, layer_norm, linear, product, view

BLOCK_FRAMES = 125
"""Frames that a thread takes through a layer: the scores of a head (125 x 1500) stay in the cache of a core."""

OnBlocks = Callable[[Callable[[slice], None]], None]


class Encoder:
    """An encoder of mlx_whisper in NumPy; it shares the parameters."""

    def __init__(self, encoder: nn.Module) -> None:
        self._convolutions = [(view(conv.weight), view(conv.bias)) for conv in (encoder.conv1, encoder.conv2)]
        self._positions = view(encoder._positional_embedding)  # noqa: SLF001  # mlx_whisper's own name
        self._blocks = [_Block(block) for block in encoder.blocks]
        self._norm = layer_norm(encoder.ln_post)

    def __call__(self, mel: Floats) -> Floats:
        """Map (mel_frames, mels) to features: (frames, channels).

        Raises:
            Cancelled: the work of this thread is to stop.
        """
        with one_thread(), ThreadPoolExecutor(os.cpu_count()) as pool:

            def on_blocks(work: Callable[[slice], None]) -> None:
                raise_if_cancelled()
                starts = range(0, len(self._positions), BLOCK_FRAMES)
                list(pool.map(work, (slice(start, start + BLOCK_FRAMES) for start in starts)))

            x = gelu(_convolved(mel, *self._convolutions[0], stride=1))
            x = gelu(_convolved(x, *self._convolutions[1], stride=2))
            x += self._positions
            for block in self._blocks:
                block(x, on_blocks)
            return self._norm(x)


class _Block:
    """A layer: x += attention(norm(x)); x += mlp(norm(x))."""

    def __init__(self, block: nn.Module) -> None:
        self._attention_norm, self._mlp_norm = layer_norm(block.attn_ln), layer_norm(block.mlp_ln)
        self._projections = [linear(layer) for layer in (block.attn.query, block.attn.key, block.attn.value)]
        self._out, self._mlp = linear(block.attn.out), (linear(block.mlp1), linear(block.mlp2))
        self._num_heads = block.attn.n_head

    def __call__(self, x: Floats, on_blocks: OnBlocks) -> None:
        """Change (frames, channels) in place."""
        projected = [np.empty_like(x) for _ in self._projections]
        queries, keys, values = projected

        def project(block: slice) -> None:
            normed = self._attention_norm(x[block])
            for out, projection in zip(projected, self._projections, strict=True):
                out[block] = projection(normed)

        def mix(block: slice) -> None:
            part = x[block]
            part += self._out(attend_by_head(queries[block], keys, values, self._num_heads)[0])
            part += self._mlp[1](gelu(self._mlp[0](self._mlp_norm(part))))

        on_blocks(project)
        on_blocks(mix)


def _convolved(x: Floats, weight: Floats, bias: Floats, stride: int) -> Floats:
    """Convolve (frames, inputs) with (outputs, 3, inputs), one frame of zeros on either side."""
    padded = np.pad(x, ((1, 1), (0, 0)))
    columns = np.lib.stride_tricks.sliding_window_view(padded, 3, axis=0)[::stride].swapaxes(1, 2)
    y = product(np.ascontiguousarray(columns).reshape(len(columns), -1), weight.reshape(len(weight), -1))
    y += bias
    return y
