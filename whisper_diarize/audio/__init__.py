"""From a source to samples: decode, mix to one channel, resample, keep in memory or on disk."""

from .arrays import from_array, normalized
from .open import open_audio, open_stream

__all__ = ["from_array", "normalized", "open_audio", "open_stream"]
