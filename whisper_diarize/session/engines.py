"""Engines as a program needs them: one recording at a time, and free to stop in the middle."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from whisper_diarize.cancellation import raise_if_cancelled
from whisper_diarize.components import Components
from whisper_diarize.protocols import (
    ClipTranscriber,
    Diarizer,
    FileTranscriber,
    JobTranscriber,
    Progress,
    Reader,
    Transcriber,
)
from whisper_diarize.records import AttributedTranscript, Audio, Diarization, Job, Span, SpeakerCount, Transcript
from whisper_diarize.threads import ForkableLock, in_own_thread

Result = TypeVar("Result")


class Engines:
    """The locks of the engines of one program: at most one recording is transcribed, and one diarized, at a time."""

    def __init__(self) -> None:
        self._transcribing, self._diarizing = ForkableLock(), ForkableLock()

    def guard(self, components: Components) -> Components:
        """Return the components with their engines guarded: each call waits for its turn, and has its own thread."""
        transcriber, diarizer = components.transcriber, components.diarizer
        if transcriber is not None:
            engine = transcriber.component
            transcriber = replace(transcriber, component=_guarded(engine, self._transcribing))
        if diarizer is not None:
            diarizer = replace(diarizer, component=_GuardedDiarizer(diarizer.component, self._diarizing))
        return replace(components, transcriber=transcriber, diarizer=diarizer)


def _guarded(engine: Transcriber, lock: ForkableLock) -> Transcriber:
    if isinstance(engine, JobTranscriber):
        return _GuardedJobTranscriber(engine, lock)
    if isinstance(engine, FileTranscriber):
        return _GuardedFileTranscriber(engine, lock)
    if isinstance(engine, ClipTranscriber):
        return _GuardedClipTranscriber(engine, lock)
    return _GuardedTranscriber(engine, lock)


class _GuardedTranscriber:
    def __init__(self, engine: Transcriber, lock: ForkableLock) -> None:
        self._engine = engine
        self._lock = lock

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        return _call(lambda report: self._engine.transcribe(audio, report), progress, self._lock, "transcription")


class _GuardedFileTranscriber(_GuardedTranscriber):
    """An engine that takes words from a file, and is known to: times that the user brings stay as they are."""

    def __init__(self, engine: FileTranscriber, lock: ForkableLock) -> None:
        super().__init__(engine, lock)
        self._reading = engine

    @property
    def has_speakers(self) -> bool:
        return self._reading.has_speakers

    def with_readers(self, readers: Mapping[str, Reader]) -> Transcriber:
        return _guarded(self._reading.with_readers(readers), self._lock)


class _GuardedClipTranscriber(_GuardedTranscriber):
    def __init__(self, engine: ClipTranscriber, lock: ForkableLock) -> None:
        super().__init__(engine, lock)
        self._clipping = engine

    def transcribe_clips(self, audio: Audio, clips: Sequence[Span], progress: Progress) -> Transcript:
        return _call(
            lambda report: self._clipping.transcribe_clips(audio, clips, report), progress, self._lock, "transcription"
        )


class _GuardedJobTranscriber(_GuardedTranscriber):
    def __init__(self, engine: JobTranscriber, lock: ForkableLock) -> None:
        super().__init__(engine, lock)
        self._doing = engine

    def transcribe_job(self, job: Job, audio: Audio, progress: Progress) -> AttributedTranscript:
        return _call(
            lambda report: self._doing.transcribe_job(job, audio, report), progress, self._lock, "transcription"
        )


class _GuardedDiarizer:
    def __init__(self, engine: Diarizer, lock: ForkableLock) -> None:
        self._engine = engine
        self._lock = lock

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
        return _call(
            lambda report: self._engine.diarize(audio, speaker_count, report), progress, self._lock, "diarization"
        )


def _call(work: Callable[[Progress], Result], progress: Progress, lock: ForkableLock, name: str) -> Result:
    """Do the work of an engine; it is stopped when it reports progress, if it does not look at its token itself."""

    def report(done: float, total: float) -> None:
        raise_if_cancelled()
        progress(done, total)

    def locked_work() -> Result:
        with lock:  # in the thread of the work: it is held as long as the engine is at it
            return work(report)

    return in_own_thread(locked_work, name)
