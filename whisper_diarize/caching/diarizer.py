"""Voices that were heard before: a diarizer that keeps what its networks find, as they find it."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.protocols import Diarizer, HearingDiarizer, PreparingDiarizer, Progress
from whisper_diarize.records import Audio, Diarization, SpeakerCount, join_heard
from whisper_diarize.version import __version__

from .identity import audio_digest, entry_name
from .store import Store

SAVE_SECONDS = 60.0
"""How much work is lost, at most, if the program is killed."""

# Any: each array has its own type
Heard = Mapping[str, NDArray[Any]]

_log = logging.getLogger(__name__)


def kept_diarizer(name: str, diarizer: Diarizer, store: Store) -> Diarizer:
    """Return a diarizer that looks into the store first; the one given if it does not hear and conclude apart.

    `name` is the diarizer's among its like.
    """
    return _KeptDiarizer(name, diarizer, store) if isinstance(diarizer, HearingDiarizer) else diarizer


class _KeptDiarizer:
    def __init__(self, name: str, engine: HearingDiarizer, store: Store) -> None:
        self._name = name
        self._engine = engine
        self._store = store

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
        key = self._engine.cache_key() if audio.num_samples else None
        if key is None:
            return self._engine.diarize(audio, speaker_count, progress)
        known = (__version__, self._name, key, audio_digest(audio))
        heard = self._hear(entry_name("voices", *known), audio, progress)
        return self._engine.conclude(audio, {**heard, **self._prepared(known, heard)}, speaker_count)

    def _hear(self, entry: str, audio: Audio, progress: Progress) -> Heard:
        """Return what is heard, and keep it: now and then, at the end, and when the work is interrupted."""
        kept = self._read(entry)
        parts, added, saved = [kept], 0, time.monotonic()
        try:
            for part in self._engine.hear(audio, kept, progress):
                if kept and not added:
                    _log.info("%s: going on with the speakers from the cache; --no-cache begins anew", audio.source)
                parts.append(part)
                added += 1
                if time.monotonic() - saved >= SAVE_SECONDS:
                    parts = [self._write(entry, parts)]
                    saved = time.monotonic()
        finally:
            heard = self._write(entry, parts) if len(parts) > 1 else join_heard(parts)
        if kept and not added:
            _log.info("%s: speakers from the cache; --no-cache looks for them anew", audio.source)
        return heard

    def _prepared(self, known: tuple[str, ...], heard: Heard) -> Heard:
        """Return what can be prepared for any number of speakers, and keep it."""
        if not isinstance(self._engine, PreparingDiarizer):
            return {}
        entry = entry_name("prepared", *known, self._engine.prepare_key())
        kept = self._read(entry)
        if kept:
            return kept
        prepared = self._engine.prepare(heard)
        return self._write(entry, [prepared]) if prepared else {}

    def _read(self, entry: str) -> Heard:
        content = self._store.read(entry)
        if content is None:
            return {}
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return dict(arrays)

    def _write(self, entry: str, parts: Sequence[Heard]) -> Heard:
        heard = join_heard(parts)
        file = io.BytesIO()
        np.savez(file, allow_pickle=False, **heard)
        self._store.write(entry, file.getvalue())
        return heard
