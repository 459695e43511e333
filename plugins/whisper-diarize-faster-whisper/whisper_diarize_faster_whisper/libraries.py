"""CTranslate2 and faster-whisper, imported so that they compute with their own functions. No other module imports them.

For MLX, whisper_diarize puts torch's BLAS where all libraries look first. CTranslate2 brings functions of the same
names, of another version: with torch's in their place it writes noise for words. On Linux, where this happens, it is
told to look into itself first.
"""

from __future__ import annotations

import os
import sys

FLAGS = sys.getdlopenflags() if hasattr(sys, "getdlopenflags") else 0

if hasattr(os, "RTLD_DEEPBIND"):
    sys.setdlopenflags(os.RTLD_NOW | os.RTLD_DEEPBIND)
try:
    import ctranslate2
finally:
    if hasattr(os, "RTLD_DEEPBIND"):
        sys.setdlopenflags(FLAGS)

from faster_whisper import BatchedInferencePipeline, WhisperModel  # noqa: E402  # after CTranslate2

__all__ = ["BatchedInferencePipeline", "WhisperModel", "ctranslate2"]
