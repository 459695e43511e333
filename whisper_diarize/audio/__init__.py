"""From what the user named to samples: decode, mix to one channel, resample, keep in memory or on disk."""

from .open import open_audio

__all__ = ["open_audio"]
