"""Run one job: the only module where stages meet.

open_audio -> Audio -> {Transcriber -> Transcript, Diarizer -> Diarization} -> finish -> files

`finish` is the one tail, wherever words and turns come from: attribute, name, post-process, carry over, warn, export.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .attribution import attribute, fitted, trimmed
from .carrying import carried
from .components import CheckedAttributor, Components, Part
from .errors import (
    AudioError,
    Cancelled,
    ComponentError,
    ExportError,
    WhisperDiarizeError,
)
from .events import Events, stage
from .files import file_of, recording_beside, write_output
from .protocols import ClipTranscriber, Exporter, FileTranscriber, RecordingExporter, Transcriber
from .quality import with_speech_share
from .records import SAMPLE_RATE, AttributedTranscript, Audio, Diarization, Job, Span, Transcript

_log = logging.getLogger(__name__)


Settle = Callable[[Job, AttributedTranscript], Job]
"""Returns the job with the folder and name of its outputs, which may depend on the result."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a job: the transcript, the files written, and the errors on the way (empty: none)."""

    transcript: AttributedTranscript
    outputs: tuple[Path, ...] = ()
    errors: tuple[WhisperDiarizeError, ...] = ()


def run(job: Job, components: Components, events: Events, settle: Settle | None = None) -> Outcome:
    """Do one job; `settle` says where its outputs go, if the job does not.

    If diarization, a step after it or an output fails, the words and the other outputs are still written, and the
    outcome has the errors: nothing that is done is lost.

    Raises:
        AudioError: the recording cannot be read.
        TranscriptionError, ModelError, ComponentError: there are no words.
    """
    recording = file_of(job.source)
    audio = _open(job, components, events)
    errors: list[WhisperDiarizeError] = []
    if components.vad_clips:
        diarization = _diarize(job, components, audio, events, errors)
        clips = diarization.speech(audio.duration) if diarization else None
        transcript = _transcribe(job, components.transcriber, audio, events, clips)
    else:
        transcript = _transcribe(job, components.transcriber, audio, events)
        diarization = _diarize(job, components, audio, events, errors)
    rough = not _is_from_file(components.transcriber)
    if transcript and diarization and rough:
        transcript = trimmed(transcript, diarization.turns)
    return finish(
        job,
        transcript,
        diarization,
        components,
        events,
        duration=audio.duration,
        recording=recording,
        rough=rough,
        errors=errors,
        settle=settle,
    )


def finish(  # noqa: PLR0913  each argument is one thing that engines, or files, bring
    job: Job,
    transcript: Transcript | None,
    diarization: Diarization | None,
    components: Components,
    events: Events,
    *,
    duration: float | None = None,
    recording: Path | None = None,
    rough: bool = False,
    errors: Sequence[WhisperDiarizeError] = (),
    settle: Settle | None = None,
) -> Outcome:
    """Make the result of words and turns: attribute, name, post-process, carry over, warn, export.

    A component that fails costs what it would have added, and nothing else: the outcome has its error, after the
    `errors` that came before. `transcript` or `diarization` is None if nobody asked for it. `duration` is the
    recording's length in seconds, by default the end of the last word or turn; `recording` is its file, for formats
    that play it. `rough` times of words are those of an engine: they are fitted to turns. `settle` says
    where outputs go, if `job` does not.
    """
    failed = list(errors)
    _say_whose_speakers(job, transcript, diarization)
    with stage(job, "attribution", events):
        result = _attribute(job, transcript or Transcript(), diarization, components, failed, duration)
    if rough:
        result = fitted(result)
    result = replace(result, recording=recording.name if recording else None).with_names(job.speaker_names)
    if settle is not None:
        job = settle(job, result)
    result = carried(job, _post_process(job, result, components, events, failed))
    result = _warned(job, result, words_wanted=transcript is not None)
    exported = export(job, components.exporters, result, events, recording)
    return Outcome(result, exported.outputs, (*failed, *exported.errors))


def _say_whose_speakers(job: Job, transcript: Transcript | None, diarization: Diarization | None) -> None:
    """Say in a line whether speakers whom the transcript knows are kept, or replaced."""
    known = {speaker for speaker in transcript.word_speakers if speaker is not None} if transcript else ()
    if known:
        are = "speaker of the transcript is" if len(known) == 1 else "speakers of the transcript are"
        done = "kept" if diarization is None else "replaced by those of the turns"
        _log.warning("%s: the %d %s %s", job.source, len(known), are, done)


def export(
    job: Job,
    exporters: Sequence[Part[Exporter]],
    transcript: AttributedTranscript,
    events: Events,
    recording: Path | None = None,
) -> Outcome:
    """Write `transcript` in each format as soon as it is rendered; the outcome has the errors of those that failed.

    Nothing is written if the job has no output folder. `recording` is the file of the recording, for formats that play
    it.
    """
    if job.output_dir is None or not exporters:
        return Outcome(transcript)
    written: list[Path] = []
    errors: list[WhisperDiarizeError] = []
    clashes = outputs_that_are_inputs(job, exporters)
    with stage(job, "export", events):
        for exporter, path in zip(exporters, outputs(job, exporters), strict=True):
            if path in clashes:
                continue
            try:
                done = write_output(path, render(exporter, transcript, recording, job.output_dir), job.existing)
            except (ExportError, ComponentError) as error:
                errors.append(error)
                continue
            if done:
                written.append(path)
                events.output_written(job, exporter.name, path)
    return Outcome(transcript, tuple(written), tuple(errors))


def outputs(job: Job, exporters: Sequence[Part[Exporter]]) -> tuple[Path, ...]:
    """Return the file that each exporter will write; none without an output folder."""
    if job.output_dir is None:
        return ()
    return tuple(job.output_dir / f"{job.name}.{exporter.component.extension}" for exporter in exporters)


def outputs_that_are_inputs(job: Job, exporters: Sequence[Part[Exporter]]) -> tuple[Path, ...]:
    """Return the outputs that would replace a file that the job has read: they are not written."""
    taken = {path.resolve() for path in (*job.inputs, Path(job.source))}
    return tuple(path for path in outputs(job, exporters) if path.resolve() in taken)


def _open(job: Job, components: Components, events: Events) -> Audio:
    with stage(job, "audio", events):
        audio = components.open_audio(job.source, SAMPLE_RATE)
        if audio.sample_rate != SAMPLE_RATE:
            raise AudioError(job.source, f"the reader returned {audio.sample_rate} Hz instead of {SAMPLE_RATE} Hz")
        return replace(audio, name=job.name)


def _transcribe(
    job: Job,
    transcriber: Part[Transcriber] | None,
    audio: Audio,
    events: Events,
    clips: Sequence[Span] | None = None,
) -> Transcript | None:
    """Return the words of the recording, or of `clips` of it; None without an engine."""
    if transcriber is None:
        return None
    if clips is not None and not clips:
        return Transcript()
    engine = transcriber.component
    with stage(job, "transcription", events) as progress, transcriber.guarded():
        if clips is not None and isinstance(engine, ClipTranscriber):
            return transcriber.check(engine.transcribe_clips(audio, clips, progress), Transcript)
        return transcriber.check(engine.transcribe(audio, progress), Transcript)


def _is_from_file(transcriber: Part[Transcriber] | None) -> bool:
    """Tell whether words are those that the user brings: their times stay."""
    return transcriber is not None and isinstance(transcriber.component, FileTranscriber)


def _diarize(
    job: Job, components: Components, audio: Audio, events: Events, errors: list[WhisperDiarizeError]
) -> Diarization | None:
    diarizer = components.diarizer
    if diarizer is None:
        return None
    try:
        with stage(job, "diarization", events) as progress, diarizer.guarded():
            found = diarizer.component.diarize(audio, job.speaker_count, progress)
            return with_speech_share(diarizer.check(found, Diarization), audio.duration)
    except Cancelled:
        raise
    except WhisperDiarizeError as error:  # whatever it is about, it costs the speakers only
        if components.transcriber is None:
            raise
        errors.append(error)
        return None


def _attribute(  # noqa: PLR0913, PLR0917  the stage's own inputs
    job: Job,
    transcript: Transcript,
    diarization: Diarization | None,
    components: Components,
    errors: list[WhisperDiarizeError],
    duration: float | None,
) -> AttributedTranscript:
    """Give words to speakers; by the plain rule of `Overlap` if the chosen attributor fails."""
    if duration is None:
        spans = (*transcript.segments, *(diarization.turns if diarization else ()))
        duration = max((span.end for span in spans), default=0.0)
    part = components.attributor
    if part is not None and diarization is not None:
        try:
            return attribute(transcript, diarization, CheckedAttributor(part), name=job.name, duration=duration)
        except WhisperDiarizeError as error:
            errors.append(error)
    return attribute(transcript, diarization, name=job.name, duration=duration)


def _post_process(
    job: Job, result: AttributedTranscript, components: Components, events: Events, errors: list[WhisperDiarizeError]
) -> AttributedTranscript:
    """Apply the post-processors in order; one that fails is left out."""
    for part in components.post_processors:
        try:
            with stage(job, f"post:{part.name}", events), part.guarded():
                result = part.check(part.component.process(result), AttributedTranscript)
        except WhisperDiarizeError as error:
            errors.append(error)
    return result


def render(part: Part[Exporter], transcript: AttributedTranscript, recording: Path | None, folder: Path) -> str | bytes:
    """Return the contents of a file in `folder`; `recording` is for formats that play it.

    Raises:
        ExportError: the transcript cannot be said in this format.
        ComponentError: the exporter failed in another way.
    """
    exporter = part.component
    with part.guarded():
        if recording is not None and isinstance(exporter, RecordingExporter):
            beside = recording_beside(recording, folder)
            if beside is not None:
                return _contents(part, exporter.render_with(transcript, beside))
        return _contents(part, exporter.render(transcript))


def _contents(part: Part[Exporter], rendered: object) -> str | bytes:
    return rendered if isinstance(rendered, bytes) else part.check(rendered, str)


def _warned(job: Job, transcript: AttributedTranscript, *, words_wanted: bool) -> AttributedTranscript:
    """Warn if the transcript has no words, here and in the transcript."""
    turns = transcript.diarization.turns if transcript.diarization else ()
    if words_wanted and not transcript.segments:
        warning = "no speech was found; the outputs are empty"
    elif transcript.diarization is not None and transcript.segments and not turns:
        warning = "there are words, but no speaker was found for them"
    else:
        return transcript
    _log.warning("%s: %s", job.source, warning)
    return replace(transcript, warnings=(*transcript.warnings, warning))
