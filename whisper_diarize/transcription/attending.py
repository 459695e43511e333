"""AlignAtt: Whisper writes as far as the sound carries, and knows where it stops.

Source: Papi, Turchi and Negri 2023, "AlignAtt: Using Attention-based Audio-Translation Alignments as a Guide for
Simultaneous Speech Translation", section 3: a token that attends to the last frames is not yet to be trusted, nor is
any after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import mlx.core as mx
import numpy as np
from mlx_whisper.timing import median_filter

from .cpu import CpuWhisper
from .cpu.alignment import MEDIAN_FRAMES
from .cpu.layers import Floats, softmax

EDGE_FRAMES = 25
"""Frames of 20 ms at the end of the sound: a token that attends to them may change."""
REWIND_FRAMES = 200
"""A token that attends so far behind those before it says again what was said."""
REPEATED_TOKENS = 8
"""As many tokens of two kinds at most are a loop."""
MAX_TOKENS = 100
LEAST_VARIANCE = np.float32(1e-12)
"""Of attention to a frame: below it are errors of rounding."""


class Reader(Protocol):
    """The decoder on one window."""

    def read(self, tokens: Sequence[int], wanted: Sequence[int]) -> tuple[Floats, Floats]:
        """Read on; return the logits of the `wanted` rows, and the scores of all for the audio.

        They are (num_wanted, num_vocabulary), and (heads, num_tokens, frames) of the alignment heads.
        """


class NumpyReader:
    """The decoder in NumPy."""

    def __init__(self, model: CpuWhisper, features: mx.array) -> None:
        self._decoder, self._heads = model.numpy_decoder, model.alignment_heads.tolist()
        self._cross, self._past = model.cross(features), self._decoder.past(1)

    def read(self, tokens: Sequence[int], wanted: Sequence[int]) -> tuple[Floats, Floats]:
        """Read on."""
        rows, scores = self._decoder.rows(np.array([tokens], np.int64), self._cross, self._past)
        logits = self._decoder.logits(np.ascontiguousarray(rows[0, list(wanted)]))
        return logits, np.stack([scores[layer][head] for layer, head in self._heads])


class MlxReader:
    """The decoder in MLX."""

    # Any: mlx_whisper's model and its cache
    def __init__(self, model: Any, features: mx.array) -> None:
        self._decoder, self._heads = model.decoder, model.alignment_heads.tolist()
        self._features, self._past = features, None

    def read(self, tokens: Sequence[int], wanted: Sequence[int]) -> tuple[Floats, Floats]:
        """Read on."""
        logits, self._past, scores = self._decoder(mx.array([list(tokens)]), self._features, kv_cache=self._past)
        heads = mx.stack([scores[layer][0, head] for layer, head in self._heads])
        return np.array(logits[0, mx.array(list(wanted))].astype(mx.float32)), np.array(heads.astype(mx.float32))


# Any: mlx_whisper's model
def reader_of(model: Any, mel: mx.array) -> Reader:
    """Return the decoder of a model on a window, (mel_frames, mels)."""
    features = model.encoder(mel[None])
    return (NumpyReader if isinstance(model, CpuWhisper) else MlxReader)(model, features)


class Attention:
    """The attention of tokens to the first frames of a window, token by token."""

    def __init__(self, num_frames: int) -> None:
        self._num_frames = num_frames
        self._rows: list[Floats] = []  # of each reading: (heads, num_tokens, frames)
        self._count = 0
        self._sum = self._squares = np.zeros(0, np.float32)  # over tokens: (heads, frames)

    def add(self, scores: Floats) -> None:
        """Add tokens: scores before the softmax."""
        weights = softmax(scores[:, :, : self._num_frames].copy())
        first = not self._rows
        self._rows.append(weights)
        self._count += weights.shape[1]
        self._sum = weights.sum(axis=1) + (0 if first else self._sum)
        self._squares = np.square(weights).sum(axis=1) + (0 if first else self._squares)

    def peak(self) -> int:
        """Return the frame to which the last token attends most."""
        row = self._standard(self._rows[-1][:, -1:])[:, 0].mean(axis=0)
        padded = np.pad(row, MEDIAN_FRAMES // 2, mode="edge")
        return int(np.convolve(padded, np.ones(MEDIAN_FRAMES), "valid").argmax())

    def matrix(self, num_tokens: int) -> Floats:
        """Return the attention of the last tokens as words are timed by it: (num_tokens, frames)."""
        weights = np.concatenate(self._rows, axis=1)[:, -num_tokens:]
        found: Floats = median_filter(self._standard(weights), MEDIAN_FRAMES).mean(axis=0)
        return found

    def _standard(self, weights: Floats) -> Floats:
        """Return weights by how far they are from the mean of all tokens."""
        mean = (self._sum / self._count)[:, None]
        variance = (self._squares / self._count)[:, None] - np.square(mean)
        standard: Floats = (weights - mean) / np.sqrt(np.maximum(variance, LEAST_VARIANCE))
        return standard


@dataclass
class Hypothesis:
    """The tokens that Whisper writes after the certain ones.

    Attributes:
        tokens: the tokens.
        probabilities: that of each.
        num_sure: how many of them, from the first on, the sound carries.
        is_whole: Whisper has ended the text, and all of it is sure.
        no_speech: the probability that nobody talks in the window.
        attention: of each token, and of the one after them, to the frames.
    """

    tokens: list[int] = field(default_factory=list)
    probabilities: list[float] = field(default_factory=list)
    num_sure: int = 0
    is_whole: bool = False
    no_speech: float = 0.0
    attention: Floats = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    @property
    def mean_logprob(self) -> float:
        """Mean log-probability of a token."""
        return float(np.log(np.maximum(self.probabilities, 1e-9)).mean()) if self.tokens else 0.0


# Any: mlx_whisper's DecodingTask
def hypothesis(reader: Reader, task: Any, certain: Sequence[int], num_frames: int, *, last: bool) -> Hypothesis:
    """Write on after the `certain` tokens of a window whose sound has `num_frames`; with `last`, none will come."""
    found, attention, tokenizer = Hypothesis(), Attention(num_frames), task.tokenizer
    begin = [*task.initial_tokens, *certain]
    (at_start, logits), scores = reader.read(begin, (task.sot_index, len(begin) - 1))
    if tokenizer.no_speech is not None:
        found.no_speech = float(softmax(at_start.copy())[tokenizer.no_speech])
    attention.add(scores[:, task.sot_index :])
    masks = [np.array(rule.mask, np.float32) for rule in task.logit_filters]  # of the first token, of all
    furthest, stopped = 0, False
    for count in range(min(MAX_TOKENS, task.sample_len, task.n_ctx - len(begin))):
        peak = attention.peak()
        logits = logits + (sum(masks) if not (count or certain) else masks[-1])
        logits[tokenizer.no_timestamps :] = -np.inf
        token = int(logits.argmax())
        stopped = stopped or (not last and peak >= num_frames - EDGE_FRAMES)
        if token == tokenizer.eot or (not stopped and peak < furthest - REWIND_FRAMES) or _is_loop(found.tokens):
            found.is_whole = token == tokenizer.eot and not stopped
            break
        furthest = max(furthest, peak)
        found.tokens.append(token)
        found.probabilities.append(float(softmax(logits)[token]))
        found.num_sure += not stopped
        (logits,), scores = reader.read([token], (0,))
        attention.add(scores)
    if _is_loop(found.tokens):
        found.num_sure = min(found.num_sure, max(0, len(found.tokens) - REPEATED_TOKENS))
    found.attention = attention.matrix(len(found.tokens) + 1)
    return found


def _is_loop(tokens: Sequence[int]) -> bool:
    return len(tokens) >= REPEATED_TOKENS and len(set(tokens[-REPEATED_TOKENS:])) <= 2  # noqa: PLR2004  one, or two in turn
