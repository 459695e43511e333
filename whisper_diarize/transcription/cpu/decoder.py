"""The decoder: tokens in, rows of channels out; logits only of the rows that are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import mlx.core as mx
import numpy as np
from mlx import nn
from numpy.typing import NDArray

from .layers import Floats, attend, attend_by_head, gelu, layer_norm, linear, product, view

CrossKeys = Sequence[tuple[Floats, Floats]]
"""For each layer, the keys and values of the audio: (frames, channels)."""


class DecodingModel(Protocol):
    """A model as the decoding loop needs it."""

    random: np.random.Generator

    @property
    def numpy_decoder(self) -> Decoder:
        """The decoder."""

    def cross(self, features: mx.array) -> CrossKeys:
        """Return the keys and values of (1, frames, channels)."""


@dataclass
class Past:
    """The keys and values of the tokens so far, of each layer and sequence."""

    keys: Floats  # (layers, batch, max_tokens, channels)
    values: Floats
    length: int = 0


class Decoder:
    """A decoder of mlx_whisper in NumPy; it shares the parameters."""

    def __init__(self, decoder: nn.Module) -> None:
        self._tokens, self._positions = view(decoder.token_embedding.weight), view(decoder.positional_embedding)
        self._blocks = [_Block(block) for block in decoder.blocks]
        self._norm = layer_norm(decoder.ln)

    def cross(self, features: Floats) -> CrossKeys:
        """Return the keys and values of a window; `features` is (frames, channels)."""
        return [(block.cross_key(features), block.cross_value(features)) for block in self._blocks]

    def past(self, batch: int) -> Past:
        """Return an empty past of `batch` sequences."""
        shape = (len(self._blocks), batch, *self._positions.shape)
        return Past(np.empty(shape, np.float32), np.empty(shape, np.float32))

    def rows(self, tokens: NDArray[np.int64], cross: CrossKeys, past: Past) -> tuple[Floats, list[Floats]]:
        """Map (batch, num_tokens) that follow `past` to (batch, num_tokens, channels), and remember them there.

        Also return each layer's scores of the last sequence for the audio, before the softmax: (heads, rows, frames).
        """
        batch, count = tokens.shape
        x = (self._tokens[tokens] + self._positions[past.length : past.length + count]).reshape(batch * count, -1)
        scores = [
            block(x, keys, past, layer) for layer, (block, keys) in enumerate(zip(self._blocks, cross, strict=True))
        ]
        past.length += count
        return self._norm(x).reshape(batch, count, -1), scores

    def logits(self, rows: Floats) -> Floats:
        """Map (num_rows, channels) to (num_rows, num_vocabulary)."""
        return product(rows, self._tokens)


class _Block:
    """A layer: x += attention(norm(x)); x += cross-attention(norm(x)); x += mlp(norm(x))."""

    def __init__(self, block: nn.Module) -> None:
        attention, cross = block.attn, block.cross_attn
        self._norms = [layer_norm(norm) for norm in (block.attn_ln, block.cross_attn_ln, block.mlp_ln)]
        self._query, self._key, self._value, self._out = map(
            linear, (attention.query, attention.key, attention.value, attention.out)
        )
        self._cross_query, self._cross_out = linear(cross.query), linear(cross.out)
        self.cross_key, self.cross_value = linear(cross.key), linear(cross.value)
        self._mlp = linear(block.mlp1), linear(block.mlp2)
        self._num_heads = attention.n_head

    def __call__(self, x: Floats, cross: tuple[Floats, Floats], past: Past, layer: int) -> Floats:
        """Change (batch * num_tokens, channels) in place; return the scores for the audio."""
        x += self._out(self._self_attention(self._norms[0](x), past, layer))
        pick = attend if len(x) == past.keys.shape[1] else attend_by_head  # a token each, or many
        mixed, scores = pick(self._cross_query(self._norms[1](x)), *cross, self._num_heads)
        x += self._cross_out(mixed)
        x += self._mlp[1](gelu(self._mlp[0](self._norms[2](x))))
        return scores

    def _self_attention(self, normed: Floats, past: Past, layer: int) -> Floats:
        batch = past.keys.shape[1]
        count, start = len(normed) // batch, past.length
        queries, keys, values = self._query(normed), self._key(normed), self._value(normed)
        mask = None if count == 1 else np.triu(np.full((count, start + count), -np.inf, np.float32), start + 1)
        mixed = np.empty_like(queries)
        for sequence in range(batch):
            rows = slice(sequence * count, (sequence + 1) * count)
            past.keys[layer, sequence, start : start + count] = keys[rows]
            past.values[layer, sequence, start : start + count] = values[rows]
            seen = past.keys[layer, sequence, : start + count], past.values[layer, sequence, : start + count]
            if count == 1:
                mixed[rows] = attend(queries[rows], *seen, self._num_heads)[0]
            else:
                mixed[rows] = attend_by_head(queries[rows], *seen, self._num_heads, mask)[0]
        return mixed
