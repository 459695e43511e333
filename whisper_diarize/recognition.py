"""Recognition: the engines of a job on a recording, or on each of its channels, and the speakers of the words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .attribution import attribute
from .components import CheckedAttributor, Components, Part
from .errors import Cancelled, VoiceError, WhisperDiarizeError
from .events import Events, stage
from .protocols import ClipTranscriber, FileTranscriber, JobTranscriber, Progress, Transcriber
from .quality import with_speech_share
from .records import AttributedTranscript, Audio, Diarization, Job, Span, SpeakerCount, Transcript

Clips = Sequence[Span]


def recognize(
    job: Job, components: Components, audio: Audio, events: Events, errors: list[WhisperDiarizeError]
) -> tuple[list[Transcript] | None, list[Diarization] | None]:
    """Return words and turns: of each channel that is to be worked on by itself, else of the recording, in a list.

    None: nobody asked for them, or (turns) the diarizer failed, which adds to `errors`. Words that come from a file are
    of the whole recording.
    """
    parts = audio.channels or (audio,)
    if components.vad_clips:
        found = _diarize(job, components, audio, events, errors)
        pairs = zip(found, parts, strict=True) if found else None
        clips = [one.speech(part.duration) for one, part in pairs] if pairs else None
        return _transcribe(job, components, parts, events, clips), found
    if is_from_file(components.transcriber):
        said = _transcribe(job, components, (audio,), events)
    else:
        said = _transcribe(job, components, parts, events, _sounding(audio) if _takes_clips(components) else None)
    return said, _diarize(job, components, audio, events, errors)


def done_elsewhere(
    job: Job, transcriber: Part[Transcriber] | None, audio: Audio, events: Events
) -> AttributedTranscript | None:
    """Return the result of an engine that does whole jobs.

    None: there is none, or the speakers are those of another diarizer, or of channels that are worked on one by one.
    """
    if transcriber is None or job.by_channel or job.diarizer not in (None, job.transcriber):
        return None
    engine = transcriber.component
    if not isinstance(engine, JobTranscriber):
        return None
    with stage(job, "transcription", events) as progress, transcriber.guarded():
        found = transcriber.check(engine.transcribe_job(job, audio, progress), AttributedTranscript)
    return replace(found, name=job.name)


def attributed(  # noqa: PLR0913, PLR0917  the stage's own inputs
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


def is_from_file(transcriber: Part[Transcriber] | None) -> bool:
    """Tell whether words are those that the user brings: their times stay."""
    return transcriber is not None and isinstance(transcriber.component, FileTranscriber)


def _takes_clips(components: Components) -> bool:
    return components.transcriber is not None and isinstance(components.transcriber.component, ClipTranscriber)


def _sounding(audio: Audio) -> list[list[Span]] | None:
    """Return the clips with sound of each channel; None if there is one only.

    The silence in which others talk would cost time, and makes engines miss words, and make some up.
    """
    if len(audio.channels) <= 1:
        return None
    from .channels import active_stretches, levels_of  # noqa: PLC0415  the commands' help need not wait for NumPy

    levels = levels_of([channel.samples for channel in audio.channels], audio.sample_rate)
    return [
        [Span(start, end) for start, end in active_stretches(levels, number, channel.duration)]
        for number, channel in enumerate(audio.channels)
    ]


def _transcribe(
    job: Job, components: Components, parts: Sequence[Audio], events: Events, clips: Sequence[Clips] | None = None
) -> list[Transcript] | None:
    """Return the words of each part, or of `clips` of it; None without an engine."""
    transcriber = components.transcriber
    if transcriber is None:
        return None
    if clips is not None and not any(clips):
        return [Transcript() for _ in parts]
    with stage(job, "transcription", events) as progress, transcriber.guarded():
        return [
            _transcribed(transcriber, part, None if clips is None else clips[number], share)
            for number, (part, share) in enumerate(_shares(parts, progress))
        ]


def _transcribed(part: Part[Transcriber], audio: Audio, clips: Clips | None, progress: Progress) -> Transcript:
    engine = part.component
    if clips is not None and not clips:
        return Transcript()
    if clips is not None and isinstance(engine, ClipTranscriber):
        return part.check(engine.transcribe_clips(audio, clips, progress), Transcript)
    return part.check(engine.transcribe(audio, progress), Transcript)


def _diarize(
    job: Job, components: Components, audio: Audio, events: Events, errors: list[WhisperDiarizeError]
) -> list[Diarization] | None:
    diarizer, parts = components.diarizer, audio.channels or (audio,)
    if diarizer is None:
        return None
    count, found = _count_in_each(job.speaker_count, len(parts)), []
    try:
        with stage(job, "diarization", events) as progress, diarizer.guarded():
            for part, share in _shares(parts, progress):
                turns = diarizer.check(diarizer.component.diarize(part, count, share), Diarization)
                found.append(with_speech_share(turns, part.duration))
    except Cancelled:
        raise
    except WhisperDiarizeError as error:  # whatever it is about, it costs the speakers only
        if components.transcriber is None:
            raise
        errors.append(error)
        return None
    if audio.channels:
        return found
    return [one.with_labels(series_labels(one, components, errors)) for one in found]


def series_labels(
    diarization: Diarization, components: Components, errors: list[WhisperDiarizeError]
) -> dict[str, str]:
    """Return the labels that speakers have in a series of recordings of the same people; none if it is no series."""
    if components.series_labels is None:
        return {}
    try:
        return components.series_labels(diarization)
    except VoiceError as error:
        errors.append(error)
        return {}


def _count_in_each(count: SpeakerCount, num_parts: int) -> SpeakerCount:
    """Return the number of speakers to look for in each channel: each other one has one at least."""
    if num_parts == 1:
        return count
    most = count.maximum if count.num is None else count.num
    return SpeakerCount(maximum=None if most is None else max(1, most - num_parts + 1))


def _shares(parts: Sequence[Audio], progress: Progress) -> Iterator[tuple[Audio, Progress]]:
    """Yield each part, and the progress of its share of the stage."""
    if len(parts) == 1:
        yield parts[0], progress
        return
    whole, before = sum(part.duration for part in parts) or 1.0, 0.0
    for part in parts:
        yield part, _share(progress, before, part.duration, whole)
        before += part.duration


def _share(progress: Progress, before: float, length: float, whole: float) -> Progress:
    def report(done: float, total: float) -> None:
        progress(before + (length * min(1.0, done / total) if total > 0 else 0.0), whole)

    return report
