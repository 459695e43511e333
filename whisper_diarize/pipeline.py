"""Run one job: the only module where stages meet.

open_audio -> Audio -> {Transcriber -> Transcript, Diarizer -> Diarization} -> finish -> files

Where channels are worked on each by itself, the engines run on each (`recognition`), and one result is made of them
(`by_channel`) before the tail.

`finish` is the one tail, wherever words and turns come from: attribute, identify, name, post-process, carry over, warn,
export.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .attribution import fitted, trimmed
from .by_channel import joined, joined_turns
from .carrying import carried
from .components import Components, Part
from .errors import (
    AudioError,
    ComponentError,
    ExportError,
    WhisperDiarizeError,
)
from .events import Events, stage
from .files import file_of, recording_beside, write_output
from .naming import identified, named
from .protocols import EchoExporter, Exporter, RecordingExporter
from .recognition import attributed, done_elsewhere, is_from_file, recognize
from .records import SAMPLE_RATE, AttributedTranscript, Audio, Diarization, Job, Transcript

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
    whole = done_elsewhere(job, components.transcriber, audio, events)
    if whole is not None:
        return _complete(job, whole, audio, components, events, recording, errors, settle, words_wanted=True)
    said, found = recognize(job, components, audio, events, errors)
    rough = not is_from_file(components.transcriber)
    if audio.channels and rough:
        with stage(job, "attribution", events):
            result = joined(job, audio, said, found, components, errors)
        return _complete(
            job, result, audio, components, events, recording, errors, settle, words_wanted=said is not None
        )
    transcript = said[0] if said else None
    diarization = found[0] if found else None
    if found and audio.channels:
        diarization = joined_turns(job, audio, found, components, errors)
    if transcript and diarization and rough:
        transcript = trimmed(transcript, diarization.turns)
    return finish(
        job,
        transcript,
        diarization,
        components,
        events,
        audio=audio,
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
    audio: Audio | None = None,
    duration: float | None = None,
    recording: Path | None = None,
    rough: bool = False,
    errors: Sequence[WhisperDiarizeError] = (),
    settle: Settle | None = None,
) -> Outcome:
    """Make the result of words and turns: attribute, identify, name, post-process, carry over, warn, export.

    A component that fails costs what it would have added, and nothing else: the outcome has its error, after the
    `errors` that came before. `transcript` or `diarization` is None if nobody asked for it. `audio` is the recording,
    None if there is none; `duration` its length in seconds, by default that of `audio`, else the end of the last word
    or turn; `recording` its file, for formats that play it. `rough` times of words are those of an engine: they are
    fitted to turns. `settle` says where outputs go, if `job` does not.
    """
    failed = list(errors)
    duration = audio.duration if duration is None and audio is not None else duration
    _say_whose_speakers(job, transcript, diarization)
    with stage(job, "attribution", events):
        result = attributed(job, transcript or Transcript(), diarization, components, failed, duration)
    if rough:
        result = fitted(result)
    words_wanted = transcript is not None
    return _complete(job, result, audio, components, events, recording, failed, settle, words_wanted=words_wanted)


def _complete(  # noqa: PLR0913, PLR0917  as `finish`
    job: Job,
    result: AttributedTranscript,
    audio: Audio | None,
    components: Components,
    events: Events,
    recording: Path | None,
    failed: list[WhisperDiarizeError],
    settle: Settle | None,
    *,
    words_wanted: bool,
) -> Outcome:
    """Identify, name, post-process, carry over, warn and export the result of words and turns."""
    result = replace(result, recording=recording.name if recording else None)
    result = named(job, identified(job, result, audio, components, events, failed), components)
    if settle is not None:
        job = settle(job, result)
    result = carried(job, _post_process(job, result, components, events, failed))
    result = _warned(job, result, words_wanted=words_wanted)
    sound = None if audio is None else lambda: audio
    exported = export(job, components.exporters, result, events, recording, sound)
    return Outcome(result, exported.outputs, (*failed, *exported.errors))


def _say_whose_speakers(job: Job, transcript: Transcript | None, diarization: Diarization | None) -> None:
    """Say in a line whether speakers whom the transcript knows are kept, or replaced."""
    known = {speaker for speaker in transcript.word_speakers if speaker is not None} if transcript else ()
    if known:
        are = "speaker of the transcript is" if len(known) == 1 else "speakers of the transcript are"
        done = "kept" if diarization is None else "replaced by those of the turns"
        _log.warning("%s: the %d %s %s", job.source, len(known), are, done)


def export(  # noqa: PLR0913, PLR0917  as `finish`
    job: Job,
    exporters: Sequence[Part[Exporter]],
    transcript: AttributedTranscript,
    events: Events,
    recording: Path | None = None,
    sound: Callable[[], Audio] | None = None,
) -> Outcome:
    """Write `transcript` in each format as soon as it is rendered; the outcome has the errors of those that failed.

    Nothing is written if the job has no output folder. `recording` is the file of the recording, for formats that play
    it; `sound` opens it, or returns what was opened, for those that draw it.
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
                contents = render(exporter, transcript, recording, job.output_dir, sound)
                done = write_output(path, contents, job.existing)
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
        opened = replace(audio, name=job.name, channels=tuple(replace(one, name=job.name) for one in audio.channels))
        if not job.by_channel and components.diarizer is None:  # nobody wants speakers
            opened = replace(opened, channels=())
        elif job.by_channel and not opened.channels:  # it is one channel, or its channels are the same
            opened = replace(opened, channels=(replace(opened, channel=0),))
        if job.channel_names and not opened.channels:
            _log.warning("%s: its channels are mixed, so their names have no effect (--channels split)", job.source)
        return opened


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


def render(
    part: Part[Exporter],
    transcript: AttributedTranscript,
    recording: Path | None,
    folder: Path,
    sound: Callable[[], Audio] | None = None,
) -> str | bytes:
    """Return the contents of a file in `folder`; `recording` and `sound` are for formats that play and draw it.

    Raises:
        ExportError: the transcript cannot be said in this format.
        ComponentError: the exporter failed in another way.
    """
    exporter = part.component
    with part.guarded():
        if not (isinstance(exporter, EchoExporter) and exporter.with_echo):
            transcript = transcript.without_echo()
        if recording is not None and isinstance(exporter, RecordingExporter):
            beside = recording_beside(recording, folder, sound)
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
