"""The only import of CTranslate2 and faster-whisper, so that they compute with their own functions.

For MLX, whisper_diarize puts torch's BLAS where all libraries look first. CTranslate2 brings functions of the same
names, of another version: with torch's in their place it writes noise for words. On Linux, where this happens, it is
told to look into itself first.

Its threads wait for each other without sleeping, as OpenMP does by default: on two cores that other programs wanted as
well, the second recording of a process took five times the first one's time. They are told to sleep.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

WAITING = "OMP_WAIT_POLICY"


@contextmanager
def _bound_to_itself() -> Iterator[None]:
    """Within the context, a library that is loaded finds its own functions before those of others."""
    if not hasattr(os, "RTLD_DEEPBIND"):
        yield
        return
    flags = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_NOW | os.RTLD_DEEPBIND)
    try:
        yield
    finally:
        sys.setdlopenflags(flags)


@contextmanager
def _sleeping() -> Iterator[None]:
    """Within the context, an OpenMP that is loaded lets waiting threads sleep, unless the user says otherwise."""
    if WAITING in os.environ:
        yield
        return
    os.environ[WAITING] = "passive"
    try:
        yield
    finally:
        del os.environ[WAITING]


with _bound_to_itself(), _sleeping():
    import ctranslate2

from faster_whisper import BatchedInferencePipeline, WhisperModel  # noqa: E402  # after CTranslate2

__all__ = ["BatchedInferencePipeline", "WhisperModel", "ctranslate2"]
