"""Run one job: the only module where stages meet.

open_audio -> Audio -> {Transcriber -> Transcript, Diarizer -> Diarization} -> attribute -> post-processors
-> exporters -> files
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from .attribution import attribute
from .errors import AudioError, DiarizationError, ExportError, ModelError, WhisperDiarizeError
from .files import recording_beside, write_atomically
from .protocols import (
    Attributor,
    ClipTranscriber,
    Diarizer,
    Exporter,
    PostProcessor,
    Progress,
    RecordingExporter,
    Transcriber,
)
from .quality import with_talk
from .records import SAMPLE_RATE, AttributedTranscript, Audio, Diarization, Job, Span, Transcript

_log = logging.getLogger(__name__)


class Events(Protocol):
    """Whoever observes a run."""

    def notify(self, hook: str, **arguments: object) -> None:
        """Call the observers of one hook of `hookspecs`."""


@dataclass(frozen=True, slots=True)
class Components:
    """What a run is made of. Without a transcriber there are no words, without a diarizer no speakers.

    Without an attributor, each word goes to whoever talks most while it is said.

    With `vad_clips`, the diarizer goes first, and the transcriber hears only where it found speech.
    """

    open_audio: Callable[[str, int], Audio]
    transcriber: Transcriber | None = None
    diarizer: Diarizer | None = None
    attributor: Attributor | None = None
    post_processors: tuple[tuple[str, PostProcessor], ...] = ()
    exporters: tuple[tuple[str, Exporter], ...] = ()
    vad_clips: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: the transcript, the files written, and what went wrong on the way (empty: nothing)."""

    transcript: AttributedTranscript
    outputs: tuple[Path, ...] = ()
    errors: tuple[WhisperDiarizeError, ...] = ()


def run(job: Job, components: Components, events: Events) -> Outcome:
    """Do one job.

    If diarization or an output fails, the words and the other outputs are still written, and the outcome has the
    errors: nothing that is done is lost.

    Raises:
        AudioError: the recording cannot be read.
        TranscriptionError, ModelError: there are no words.
    """
    audio = _open(job, components, events)
    errors: list[WhisperDiarizeError] = []
    if components.vad_clips:
        diarization = _diarize(job, components, audio, events, errors)
        clips = diarization.speech(audio.duration) if diarization else None
        transcript = _transcribe(job, components.transcriber, audio, events, clips)
    else:
        transcript = _transcribe(job, components.transcriber, audio, events)
        diarization = _diarize(job, components, audio, events, errors)
    with _stage(job, "attribution", events):
        result = attribute(transcript, diarization, components.attributor, name=audio.name, duration=audio.duration)
        file = Path(job.source)
        result = replace(result, recording=file.name if file.is_file() else None).with_names(job.speaker_names)
    for name, processor in components.post_processors:
        with _stage(job, f"post:{name}", events):
            result = processor.process(result)
    result = _warned(job, result, components)
    exported = export(job, components.exporters, result, events)
    return Outcome(result, exported.outputs, (*errors, *exported.errors))


def export(
    job: Job, exporters: Sequence[tuple[str, Exporter]], transcript: AttributedTranscript, events: Events
) -> Outcome:
    """Write `transcript` in each format as soon as it is rendered; the outcome has the errors of those that failed.

    Nothing is written if the job has no output folder. `job.source` is the recording, for formats that play it.
    """
    if job.output_dir is None:
        return Outcome(transcript)
    outputs: list[Path] = []
    errors: list[WhisperDiarizeError] = []
    with _stage(job, "export", events):
        for name, exporter in exporters:
            path = job.output_dir / f"{job.name}.{exporter.extension}"
            try:
                write_atomically(path, _render(exporter, transcript, job.source, job.output_dir))
            except ExportError as error:
                errors.append(error)
                continue
            outputs.append(path)
            events.notify("output_written", job=job, exporter=name, path=path)
    return Outcome(transcript, tuple(outputs), tuple(errors))


def _open(job: Job, components: Components, events: Events) -> Audio:
    with _stage(job, "audio", events):
        audio = components.open_audio(job.source, SAMPLE_RATE)
        if audio.sample_rate != SAMPLE_RATE:
            raise AudioError(job.source, f"the reader returned {audio.sample_rate} Hz instead of {SAMPLE_RATE} Hz")
        return replace(audio, name=job.name)


def _transcribe(
    job: Job, transcriber: Transcriber | None, audio: Audio, events: Events, clips: Sequence[Span] | None = None
) -> Transcript:
    """Return the words of the recording, or of `clips` of it."""
    if transcriber is None or (clips is not None and not clips):
        return Transcript()
    with _stage(job, "transcription", events) as progress:
        if clips is not None and isinstance(transcriber, ClipTranscriber):
            return transcriber.transcribe_clips(audio, clips, progress)
        return transcriber.transcribe(audio, progress)


def _diarize(
    job: Job, components: Components, audio: Audio, events: Events, errors: list[WhisperDiarizeError]
) -> Diarization | None:
    if components.diarizer is None:
        return None
    try:
        with _stage(job, "diarization", events) as progress:
            return with_talk(components.diarizer.diarize(audio, job.speaker_count, progress), audio.duration)
    except (DiarizationError, ModelError) as error:
        if components.transcriber is None:
            raise
        errors.append(error)
        return None


def _render(exporter: Exporter, transcript: AttributedTranscript, source: str, folder: Path) -> str | bytes:
    if isinstance(exporter, RecordingExporter):
        recording = recording_beside(source, folder)
        if recording is not None:
            return exporter.render_with(transcript, recording)
    return exporter.render(transcript)


@contextlib.contextmanager
def _stage(job: Job, stage: str, events: Events) -> Iterator[Progress]:
    """Tell the observers when a stage starts, how far it is, and how it ended; yield its progress callback."""

    def progress(done: float, total: float) -> None:
        events.notify("stage_progressed", job=job, stage=stage, done=done, total=total)

    events.notify("stage_started", job=job, stage=stage)
    started = time.perf_counter()
    failure: BaseException | None = None
    try:
        yield progress
    except BaseException as error:
        failure = error
        raise
    finally:
        seconds = time.perf_counter() - started
        events.notify("stage_finished", job=job, stage=stage, seconds=seconds, error=failure)


def _warned(job: Job, transcript: AttributedTranscript, components: Components) -> AttributedTranscript:
    """Warn if there is nothing to read, here and in the transcript."""
    turns = transcript.diarization.turns if transcript.diarization else ()
    if components.transcriber is not None and not transcript.segments:
        warning = "no speech was found; the outputs are empty"
    elif transcript.diarization is not None and transcript.segments and not turns:
        warning = "there are words, but no speaker was found for them"
    else:
        return transcript
    _log.warning("%s: %s", job.source, warning)
    return replace(transcript, warnings=(*transcript.warnings, warning))
