"""From what the user named to samples: decode, mix to one channel, resample, keep in memory or on disk."""

from .open import name_of, open_audio

__all__ = ["name_of", "open_audio"]
