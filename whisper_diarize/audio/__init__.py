"""From a source to samples: decode, mix to one channel, resample, keep in memory or on disk."""

from .arrays import from_array, normalized
from .length import probable_seconds
from .open import open_audio, open_stream
from .spool import MAX_IN_MEMORY
from .together import together

__all__ = ["MAX_IN_MEMORY", "from_array", "normalized", "open_audio", "open_stream", "probable_seconds", "together"]
