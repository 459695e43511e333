"""A Whisper that mlx_whisper takes for its own: what costs time is computed in NumPy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Any

import mlx.core as mx
import numpy as np
from mlx_whisper.decoding import DecodingOptions
from mlx_whisper.whisper import AudioEncoder, ModelDimensions

from whisper_diarize.blas import one_thread
from whisper_diarize.transcription.stoppable import StoppableWhisper

from .alignment import aligned_in_numpy
from .decoder import CrossKeys, Decoder
from .decoding import CpuDecodingTask
from .encoder import Encoder
from .layers import Floats


class CpuWhisper(StoppableWhisper):
    """A Whisper in float32 for a CPU with a fast BLAS."""

    def __init__(self, dims: ModelDimensions, dtype: mx.Dtype) -> None:
        super().__init__(dims, dtype)
        self.encoder = _Encoder(dims, dtype)
        mx.eval(self.encoder._positional_embedding)  # noqa: SLF001  # as StoppableWhisper does
        self._window = _Window()
        self.random = np.random.default_rng(0)

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Within the context, mlx_whisper transcribes a recording: equal ones draw equal tokens and get equal words."""
        self.random = np.random.default_rng(0)
        with aligned_in_numpy():
            yield

    @cached_property
    def numpy_decoder(self) -> Decoder:
        """The decoder, once the parameters are there."""
        return Decoder(self.decoder)

    def cross(self, features: mx.array) -> CrossKeys:
        """Return the keys and values of `features`, (1, frames, channels), for all layers of the decoder."""
        window = self._window
        if window.features is not features or window.cross is None:
            with one_thread():
                window.features, window.cross = features, self.numpy_decoder.cross(np.array(features[0]))
        return window.cross

    def logits(self, tokens: mx.array, audio_features: mx.array) -> mx.array:
        """Map (batch, num_tokens) to (batch, num_tokens, num_vocabulary), for one window."""
        given = np.array(tokens, np.int64)
        cross, past = self.cross(audio_features), self.numpy_decoder.past(len(given))
        with one_thread():
            rows = self.numpy_decoder.rows(given, cross, past)[0]
            logits = self.numpy_decoder.logits(rows.reshape(-1, rows.shape[-1]))
        return mx.array(logits.reshape(*given.shape, -1))

    # Any: mlx_whisper's result
    def decode(self, mel: mx.array, options: DecodingOptions, **changes: Any) -> Any:
        """Decode a window, (mel_frames, mels), as mlx_whisper's function does."""
        return CpuDecodingTask(self, self.prompted(replace(options, **changes))).run(mel[None])[0]


class _Window:
    """The window that was worked on last, with the keys that its tokens attend to."""

    features: mx.array | None = None
    cross: CrossKeys | None = None


class _Encoder(AudioEncoder):  # type: ignore[misc]  # mlx_whisper publishes no types
    """An encoder that remembers the last window.

    The detection of the language, further temperatures and the pass for word times ask for the same features.
    """

    def __init__(self, dims: ModelDimensions, dtype: mx.Dtype) -> None:
        sizes = (dims.n_audio_ctx, dims.n_audio_state, dims.n_audio_head, dims.n_audio_layer)
        super().__init__(dims.n_mels, *sizes, dtype)
        self._remembered = _Remembered()

    @cached_property
    def _numpy(self) -> Encoder:
        return Encoder(self)

    def __call__(self, x: mx.array) -> mx.array:
        """Map (1, mel_frames, mels) to (1, frames, channels); the same object for the same window."""
        mel, last = np.array(x[0]), self._remembered
        if last.features is None or not np.array_equal(last.mel, mel):
            last.features = mx.array(self._numpy(mel)[None])
            last.mel = mel
        return last.features


class _Remembered:
    mel: Floats = np.zeros(0, np.float32)
    features: mx.array | None = None
