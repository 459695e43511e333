"""From a source to samples: decode, mix to one channel, resample, keep in memory or on disk."""

from .open import open_audio, open_stream

__all__ = ["open_audio", "open_stream"]
