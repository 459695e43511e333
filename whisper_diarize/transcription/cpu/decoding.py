"""The decoding loop in NumPy: mlx_whisper's rules and choices; above a temperature of 0, NumPy draws.

Source: mlx-whisper 0.4.3, decoding.py, DecodingTask._main_loop, ApplyTimestampRules, GreedyDecoder (MIT, Apple).
"""

from __future__ import annotations

from typing import Any

import mlx.core as mx
import numpy as np
from mlx_whisper.decoding import ApplyTimestampRules, DecodingTask
from numpy.typing import NDArray

from whisper_diarize.blas import one_thread
from whisper_diarize.cancellation import raise_if_cancelled

from .decoder import DecodingModel
from .layers import Floats

Tokens = NDArray[np.int64]


class CpuDecodingTask(DecodingTask):  # type: ignore[misc]  # mlx_whisper publishes no types
    """A DecodingTask whose loop runs in NumPy."""

    model: DecodingModel

    # Any: as mlx_whisper's
    def _main_loop(self, audio_features: mx.array, tokens: mx.array) -> Any:
        found = np.array(tokens, np.int64)
        cross, past = self.model.cross(audio_features), self.model.numpy_decoder.past(len(found))
        logprobs, inputs, no_speech = np.zeros(len(found), np.float32), found, np.zeros(0, np.float32)
        with one_thread(), np.errstate(invalid="ignore"):  # if the rules leave no token: as mlx_whisper, not a number
            for _ in range(self.sample_len):
                raise_if_cancelled()
                rows = self.model.numpy_decoder.rows(inputs, cross, past)[0]
                if not no_speech.size:
                    no_speech = self._no_speech(rows[:, self.sot_index])
                logits = self._allowed(self.model.numpy_decoder.logits(rows[:, -1]), found)
                chosen = self._chosen(logits)
                running = found[:, -1] != self.tokenizer.eot
                logprobs += np.where(
                    running, np.take_along_axis(logits, chosen[:, None], 1)[:, 0] - _logsumexp(logits), 0
                )
                inputs = np.where(running, chosen, self.tokenizer.eot)[:, None]
                found = np.concatenate([found, inputs], axis=1)
                if (inputs == self.tokenizer.eot).all() or found.shape[1] > self.n_ctx:
                    break
        return mx.array(found), mx.array(logprobs), mx.array(no_speech)

    def _no_speech(self, rows: Floats) -> Floats:
        """Return the probability of no speech that each sequence's first row gives."""
        if self.tokenizer.no_speech is None:
            return np.full(len(rows), np.nan, np.float32)
        logits = self.model.numpy_decoder.logits(np.ascontiguousarray(rows))
        probabilities: Floats = np.exp(logits[:, self.tokenizer.no_speech] - _logsumexp(logits))
        return probabilities

    def _allowed(self, logits: Floats, tokens: Tokens) -> Floats:
        """Set the logits of tokens that may not come next to minus infinity."""
        first = tokens.shape[1] == self.sample_begin
        for rule in self.logit_filters:
            if isinstance(rule, ApplyTimestampRules):
                for row, sequence in zip(logits, tokens[:, self.sample_begin :].tolist(), strict=True):
                    self._apply_timestamps(row, sequence, rule.max_initial_timestamp_index)
            elif first or not hasattr(rule, "sample_begin"):  # SuppressBlank is for the first token
                logits += np.array(rule.mask, copy=False)
        return logits

    def _apply_timestamps(self, row: Floats, sequence: list[int], max_initial_index: int | None) -> None:
        begin = self.tokenizer.timestamp_begin
        stamps_are_likelier = _logsumexp(row[None, begin:])[0] > row[:begin].max()
        row[self.tokenizer.no_timestamps] = -np.inf
        last = bool(sequence) and sequence[-1] >= begin
        last_but_one = len(sequence) < 2 or sequence[-2] >= begin  # noqa: PLR2004  # timestamps come in pairs
        if last:
            if last_but_one:
                row[begin:] = -np.inf
            else:
                row[: self.tokenizer.eot] = -np.inf
        places = [place for place, token in enumerate(sequence) if token > begin]
        if places:  # mlx_whisper takes the place of the last timestamp for its token
            row[begin : places[-1] + (not places[-1] or last_but_one)] = -np.inf
        if not sequence:
            row[:begin] = -np.inf
            if max_initial_index is not None:
                row[begin + max_initial_index + 1 :] = -np.inf
        if stamps_are_likelier:
            row[:begin] = -np.inf

    def _chosen(self, logits: Floats) -> Tokens:
        temperature = self.options.temperature
        if temperature == 0:
            likeliest: Tokens = logits.argmax(axis=-1)
            return likeliest
        # the largest of logits with Gumbel noise is a draw from their softmax
        drawn: Tokens = (logits / temperature + self.model.random.gumbel(size=logits.shape)).argmax(axis=-1)
        return drawn


def _logsumexp(logits: Floats) -> Floats:
    """Return log(sum(exp(logits))) along the last axis."""
    top = logits.max(axis=-1)
    top = np.where(np.isfinite(top), top, 0)
    with np.errstate(divide="ignore"):  # nothing is allowed: minus infinity
        found: Floats = top + np.log(np.exp(logits - top[:, None]).sum(axis=-1))
    return found
