"""A Whisper that can be stopped inside a window of 30 s: before each layer of the encoder and each token.

On a CPU a window of a large model takes a minute. Parameters, and the results to the bit, are mlx_whisper's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import mlx.core as mx
from mlx_whisper.decoding import DecodingOptions, decode
from mlx_whisper.whisper import AudioEncoder, ModelDimensions, ResidualAttentionBlock, TextDecoder, Whisper

from whisper_diarize.cancellation import raise_if_cancelled

from .hotwords import HotwordPrompt


class StoppableWhisper(Whisper):  # type: ignore[misc]  # mlx_whisper publishes no types
    """A Whisper with both halves stoppable. `hotwords` go in front of the prompt of each window."""

    hotwords = HotwordPrompt()

    def __init__(self, dims: ModelDimensions, dtype: mx.Dtype) -> None:
        super().__init__(dims, dtype)
        self.encoder = _Encoder(dims, dtype)
        sizes = (dims.n_text_ctx, dims.n_text_state, dims.n_text_head, dims.n_text_layer)
        self.decoder = _Decoder(dims.n_vocab, *sizes, dtype)
        # what is no parameter is computed now: later, it would be on a stream of this thread
        mx.eval(self.encoder._positional_embedding, self.decoder._mask, self.alignment_heads)  # noqa: SLF001

    # Any: mlx_whisper's result, and changes of its options
    def decode(self, mel: mx.array, options: DecodingOptions, **changes: Any) -> Any:
        """Decode a window, (mel_frames, mels)."""
        return decode(self, mel, self.prompted(replace(options, **changes)))

    def prompted(self, options: DecodingOptions) -> DecodingOptions:
        """Return the options with the hot words in front of the prompt."""
        return replace(options, prompt=self.hotwords.before(options.prompt or [])) if self.hotwords.tokens else options


class _Encoder(AudioEncoder):  # type: ignore[misc]  # as above
    def __init__(self, dims: ModelDimensions, dtype: mx.Dtype) -> None:
        sizes = (dims.n_audio_ctx, dims.n_audio_state, dims.n_audio_head, dims.n_audio_layer)
        super().__init__(dims.n_mels, *sizes, dtype)
        self.blocks = [_Block(dims.n_audio_state, dims.n_audio_head) for _ in range(dims.n_audio_layer)]


class _Block(ResidualAttentionBlock):  # type: ignore[misc]  # as above
    # Any: the arguments and results of mlx_whisper's block
    def __call__(self, x: mx.array, *arguments: Any, **named: Any) -> Any:
        raise_if_cancelled()
        found = super().__call__(x, *arguments, **named)
        mx.eval(found[0])  # MLX would compute all layers at once, at the end
        return found


class _Decoder(TextDecoder):  # type: ignore[misc]  # as above
    # Any: the arguments and results of mlx_whisper's decoder
    def __call__(self, *arguments: Any, **named: Any) -> Any:
        raise_if_cancelled()
        return super().__call__(*arguments, **named)
