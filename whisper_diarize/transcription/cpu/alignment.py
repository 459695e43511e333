"""The time of each word, from the attention of its tokens to the audio.

Source: mlx-whisper 0.4.3, timing.py (MIT, Apple), whose dynamic time warping is compiled by Numba at every start.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, Protocol

import mlx.core as mx
import numpy as np
from mlx_whisper.audio import TOKENS_PER_SECOND
from mlx_whisper.timing import WordTiming, median_filter
from numpy.typing import NDArray

from whisper_diarize.blas import one_thread

from .decoder import DecodingModel
from .layers import Floats, softmax

Indices = NDArray[np.int64]

MEDIAN_FRAMES = 7  # mlx_whisper's medfilt_width

timing = importlib.import_module("mlx_whisper.timing")


class AligningModel(DecodingModel, Protocol):
    """A model as the alignment needs it."""

    encoder: Callable[[mx.array], mx.array]
    alignment_heads: mx.array  # (heads, 2): a layer and a head of it


@contextmanager
def aligned_in_numpy() -> Iterator[None]:
    """Within the context, mlx_whisper takes the times of words from `find_alignment`.

    It calls its own by a name in its module, and takes no other.
    """
    original = vars(timing)["find_alignment"]
    vars(timing)["find_alignment"] = find_alignment
    try:
        yield
    finally:
        vars(timing)["find_alignment"] = original


# Any: mlx_whisper's tokenizer and WordTiming
def find_alignment(
    model: AligningModel, tokenizer: Any, text_tokens: Sequence[int], mel: mx.array, num_frames: int
) -> list[Any]:
    """Return the words of `text_tokens` with their times in the window `mel`, (mel_frames, mels)."""
    words, tokens_of_words = tokenizer.split_to_word_tokens([*text_tokens, tokenizer.eot])
    if not text_tokens or len(tokens_of_words) <= 1:
        return []
    probabilities, attention = _read(model, tokenizer, text_tokens, model.encoder(mel[None]), num_frames // 2)
    tokens, frames = warp(-attention)
    starts = frames[np.diff(tokens, prepend=-1) > 0] / TOKENS_PER_SECOND
    edges = np.cumsum([0, *(len(group) for group in tokens_of_words[:-1])])
    return [
        WordTiming(word, group, starts[left], starts[right], np.mean(probabilities[left:right]))
        for word, group, (left, right) in zip(words, tokens_of_words, pairwise(edges), strict=False)
    ]


# Any: mlx_whisper's tokenizer
def _read(
    model: AligningModel, tokenizer: Any, text_tokens: Sequence[int], features: mx.array, frames: int
) -> tuple[Floats, Floats]:
    """Return the probability of each token, and the attention of each, and of the end, to the frames."""
    start = len(tokenizer.sot_sequence)
    tokens = np.array([[*tokenizer.sot_sequence, tokenizer.no_timestamps, *text_tokens, tokenizer.eot]], np.int64)
    decoder = model.numpy_decoder
    with one_thread():
        rows, scores = decoder.rows(tokens, model.cross(features), decoder.past(1))
        logits = decoder.logits(rows[0, start:-2])[:, : tokenizer.eot]
    probabilities = softmax(logits)[np.arange(len(text_tokens)), text_tokens]
    heads = np.array(model.alignment_heads)
    weights = softmax(np.stack([scores[layer][head, :, :frames] for layer, head in heads]))
    weights -= weights.mean(axis=-2, keepdims=True)
    weights /= np.sqrt(np.square(weights).mean(axis=-2, keepdims=True))
    return probabilities, median_filter(weights, MEDIAN_FRAMES).mean(axis=0)[start:-1]


def warp(costs: Floats) -> tuple[Indices, Indices]:
    """Return the cheapest way through `costs`, (rows, columns): the row and the column of each step.

    Dynamic time warping, an anti-diagonal at a time: total[i, j] = costs[i, j] + the least of total[i-1, j-1],
    total[i-1, j] and total[i, j-1]; ties go the way that mlx_whisper's go.
    """
    num_rows, num_columns = costs.shape
    came_from = np.full((num_rows + 1, num_columns + 1), 2, np.int8)  # 0: both back, 1: a row, 2: a column
    came_from[1:, 0] = 1
    before, last = np.full(num_rows + 1, np.inf), np.full(num_rows + 1, np.inf)
    before[0] = 0
    for diagonal in range(2, num_rows + num_columns + 1):
        rows = np.arange(max(1, diagonal - num_columns), min(num_rows, diagonal - 1) + 1)
        both, row, column = before[rows - 1], last[rows - 1], last[rows]
        is_both, is_row = (both < row) & (both < column), (row < both) & (row < column)
        came_from[rows, diagonal - rows] = np.where(is_both, 0, np.where(is_row, 1, 2))
        now = np.full(num_rows + 1, np.inf)
        now[rows] = costs[rows - 1, diagonal - rows - 1] + np.where(is_both, both, np.where(is_row, row, column))
        before, last = last, now
    return _traced(came_from)


def _traced(came_from: NDArray[np.int8]) -> tuple[Indices, Indices]:
    row, column = came_from.shape[0] - 1, came_from.shape[1] - 1
    way = []
    while row > 0 or column > 0:
        way.append((row - 1, column - 1))
        step = came_from[row, column] if row else 2
        row, column = row - (step != 2), column - (step != 1)  # noqa: PLR2004  # the numbers of `warp`
    rows, columns = np.array(way[::-1], np.int64).T
    return rows, columns
