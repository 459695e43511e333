"""A diarizer whose networks run once on each recording: their inference is kept, as far as it came."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from whisper_diarize.errors import WhisperDiarizeError
from whisper_diarize.protocols import Diarizer, Progress, ResumableDiarizer
from whisper_diarize.records import Audio, Diarization, Inference, SpeakerCount
from whisper_diarize.reuse import notice_reuse

from .identity import audio_digest, code_version, entry_name
from .store import Store

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from whisper_diarize.protocols import Precomputed

SAVE_SECONDS = 60.0
"""Seconds of work that are lost, at most, if the program is killed."""

INFERENCE_CODE = ("diarization", "nn", "weights", "models", "quality", "blas.py", "dimensions.py")
PRECOMPUTE_CODE = (*INFERENCE_CODE, "clustering")

_log = logging.getLogger(__name__)


def cached_diarizer(name: str, diarizer: Diarizer, store: Store) -> Diarizer:
    """Return a diarizer that looks into the store first; the one given if it cannot be resumed.

    `name` is the diarizer's among its like.
    """
    return _CachedDiarizer(name, diarizer, store) if isinstance(diarizer, ResumableDiarizer) else diarizer


class _CachedDiarizer:
    def __init__(self, name: str, engine: ResumableDiarizer, store: Store) -> None:
        self._name = name
        self._engine = engine
        self._store = store

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
        key = self._engine.cache_key() if audio.num_samples else None
        if key is None:
            return self._engine.diarize(audio, speaker_count, progress)
        known = (self._name, key, audio_digest(audio))
        voices = entry_name("voices", code_version(*INFERENCE_CODE), *known)
        precomputed = entry_name("precomputed", code_version(*PRECOMPUTE_CODE), *known, self._engine.precompute_key())
        found = [entry for entry in (voices, precomputed) if self._store.holds(entry)]
        try:
            return self._resumed(voices, precomputed, audio, speaker_count, progress)
        except (WhisperDiarizeError, MemoryError):
            raise
        except Exception:  # entries with the right checksum and the wrong contents: anything may come of them
            if not found:
                raise
        for entry in found:
            self._store.remove(entry)
        _log.warning("%s: what was kept of the speakers cannot be used; they are looked for anew", audio.source)
        return self._resumed(voices, precomputed, audio, speaker_count, progress)

    def _resumed(
        self, voices: str, precomputed: str, audio: Audio, speaker_count: SpeakerCount, progress: Progress
    ) -> Diarization:
        inference = self._infer(voices, audio, progress)
        return self._engine.finalize(audio, inference, self._precompute(precomputed, inference), speaker_count)

    def _infer(self, entry: str, audio: Audio, progress: Progress) -> Inference:
        """Return the inference, and keep it: now and then, at the end, and when the work is interrupted."""
        kept = Inference.from_arrays(self._read(entry))
        parts, added, saved = [kept], 0, time.monotonic()
        try:
            for part in self._engine.infer(audio, kept, progress):
                if kept.num_windows and not added:
                    _log.info("%s: going on with the speakers from the cache; --no-cache begins anew", audio.source)
                parts.append(part)
                added += 1
                if time.monotonic() - saved >= SAVE_SECONDS:
                    parts = [self._keep(entry, parts)]
                    saved = time.monotonic()
        finally:
            inference = self._keep(entry, parts) if len(parts) > 1 else kept
        if not added:
            notice_reuse("speakers")
            _log.info("%s: speakers from the cache; --no-cache looks for them anew", audio.source)
        return inference

    def _keep(self, entry: str, parts: Sequence[Inference]) -> Inference:
        inference = Inference.join(parts)
        self._write(entry, inference.to_arrays())
        return inference

    def _precompute(self, entry: str, inference: Inference) -> Precomputed:
        """Return the arrays that no number of speakers changes, and keep them."""
        kept = self._read(entry)
        if kept:
            return kept
        precomputed = self._engine.precompute(inference)
        if precomputed:
            self._write(entry, precomputed)
        return precomputed

    # Any: each array has its own type
    def _read(self, entry: str) -> dict[str, NDArray[Any]]:
        content = self._store.read(entry)
        if content is None:
            return {}
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return dict(arrays)

    def _write(self, entry: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        file = io.BytesIO()
        np.savez(file, allow_pickle=False, **arrays)
        self._store.write(entry, file.getvalue())
