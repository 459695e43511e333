"""A transcriber that caches the words of its engine."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from whisper_diarize.protocols import ClipTranscriber, IdentifiedTranscriber, Progress, Transcriber
from whisper_diarize.records import Audio, Segment, Span, Transcript, Word, check_sound
from whisper_diarize.reuse import notice_reuse

from .identity import audio_digest, code_version, entry_name
from .store import Store

_log = logging.getLogger(__name__)


def cached_transcriber(name: str, transcriber: Transcriber, store: Store) -> Transcriber:
    """Return a transcriber that looks into the store first; the engine itself if it has no identity.

    `name` is the engine's among its like.
    """
    if not isinstance(transcriber, IdentifiedTranscriber):
        return transcriber
    kind = _CachedClipTranscriber if isinstance(transcriber, ClipTranscriber) else _CachedTranscriber
    return kind(name, transcriber, store)


class _CachedTranscriber:
    def __init__(self, name: str, engine: IdentifiedTranscriber, store: Store) -> None:
        self._name = name
        self._engine = engine
        self._store = store

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        return self._kept(audio, None, lambda: self._engine.transcribe(audio, progress))

    def _kept(self, audio: Audio, clips: Sequence[Span] | None, write: Callable[[], Transcript]) -> Transcript:
        key = self._engine.cache_key() if audio.num_samples else None
        if key is None:
            return write()
        heard = None if clips is None else tuple((clip.start, clip.end) for clip in clips)
        entry = entry_name("words", code_version("transcription"), self._name, key, audio_digest(audio), heard)
        found = _read(self._store, entry)
        if found is not None:
            notice_reuse("words")
            _log.info("%s: words from the cache; --no-cache writes them anew", audio.source)
            return found
        transcript = write()
        content = _json(transcript)
        if content is not None:
            self._store.write(entry, content)
        return transcript


class _CachedClipTranscriber(_CachedTranscriber):
    _engine: Any  # a ClipTranscriber as well: Python has no intersection of types

    def transcribe_clips(self, audio: Audio, clips: Sequence[Span], progress: Progress) -> Transcript:
        return self._kept(audio, clips, lambda: self._engine.transcribe_clips(audio, clips, progress))


def _json(transcript: Transcript) -> bytes | None:
    """Return a transcript as JSON, its numbers to the last bit; None if an engine put something else into it."""
    try:
        return json.dumps(asdict(transcript)).encode("utf-8", "surrogatepass")
    except (TypeError, ValueError):
        return None


def _read(store: Store, entry: str) -> Transcript | None:
    content = store.read(entry)
    if content is None:
        return None
    try:
        found = json.loads(content)
        segments, speakers = tuple(map(_segment, found["segments"])), tuple(found.get("word_speakers", ()))
        transcript = Transcript(**{**found, "segments": segments, "word_speakers": speakers})
        check_sound(transcript)
    except (AttributeError, LookupError, TypeError, ValueError, RecursionError):  # of another version of our records
        store.remove(entry)
        return None
    return transcript


# Any: what a JSON object holds
def _segment(found: dict[str, Any]) -> Segment:
    words = tuple(Word(**word) for word in found["words"])
    return Segment(**{**found, "words": words, "tokens": tuple(found["tokens"])})
