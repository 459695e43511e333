"""Run the engines of a job: on the recording, or on each of its channels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .components import Components
from .errors import Cancelled, WhisperDiarizeError
from .events import Events, stage
from .protocols import ClipTranscriber, Progress
from .quality import with_speech_share
from .records import Audio, Diarization, Job, Span, SpeakerCount, Transcript


def transcribe(
    job: Job,
    components: Components,
    sides: Sequence[Audio],
    events: Events,
    clips: Sequence[Sequence[Span]] | None = None,
) -> list[Transcript] | None:
    """Return the words of each of `sides`, or of `clips` of it; None without an engine."""
    transcriber = components.transcriber
    if transcriber is None:
        return None
    if clips is not None and not any(clips):
        return [Transcript() for _ in sides]
    engine, found = transcriber.component, []
    with stage(job, "transcription", events) as progress, transcriber.guarded():
        for number, (side, part) in enumerate(_shares(sides, progress)):
            if clips is not None and not clips[number]:
                said: object = Transcript()
            elif clips is not None and isinstance(engine, ClipTranscriber):
                said = engine.transcribe_clips(side, clips[number], part)
            else:
                said = engine.transcribe(side, part)
            found.append(transcriber.check(said, Transcript))
    return found


def diarize(
    job: Job, components: Components, sides: Sequence[Audio], events: Events, errors: list[WhisperDiarizeError]
) -> list[Diarization] | None:
    """Return the turns of each of `sides`; None without a diarizer, or if it fails, which adds to `errors`."""
    diarizer = components.diarizer
    if diarizer is None:
        return None
    count, found = _count_in_each(job.speaker_count, len(sides)), []
    try:
        with stage(job, "diarization", events) as progress, diarizer.guarded():
            for side, part in _shares(sides, progress):
                turns = diarizer.check(diarizer.component.diarize(side, count, part), Diarization)
                found.append(with_speech_share(turns, side.duration))
    except Cancelled:
        raise
    except WhisperDiarizeError as error:  # whatever it is about, it costs the speakers only
        if components.transcriber is None:
            raise
        errors.append(error)
        return None
    return found


def _count_in_each(count: SpeakerCount, num_sides: int) -> SpeakerCount:
    """Return the number of speakers to look for in each channel: every channel has one at least."""
    if num_sides == 1:
        return count
    most = count.maximum if count.num is None else count.num
    return SpeakerCount(maximum=None if most is None else max(1, most - num_sides + 1))


def _shares(sides: Sequence[Audio], progress: Progress) -> Iterator[tuple[Audio, Progress]]:
    """Yield each of the sides with the progress of its share of the stage."""
    if len(sides) == 1:
        yield sides[0], progress
        return
    whole, before = sum(side.duration for side in sides) or 1.0, 0.0
    for side in sides:
        yield side, _share(progress, before, side.duration, whole)
        before += side.duration


def _share(progress: Progress, before: float, length: float, whole: float) -> Progress:
    def report(done: float, total: float) -> None:
        progress(before + (length * min(1.0, done / total) if total > 0 else 0.0), whole)

    return report
