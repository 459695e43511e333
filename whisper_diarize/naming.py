"""Names of speakers: those that the user gives, and those that voices suggest."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .components import Components
from .errors import WhisperDiarizeError
from .events import Events, stage
from .records import AttributedTranscript, Audio, Job, Match

_log = logging.getLogger(__name__)


def identified(  # noqa: PLR0913, PLR0917  the stage's own inputs
    job: Job,
    result: AttributedTranscript,
    audio: Audio | None,
    components: Components,
    events: Events,
    errors: list[WhisperDiarizeError],
) -> AttributedTranscript:
    """Compare the speakers with people who are known; the result has the matches, and no other names."""
    part = components.identifier
    if part is None or result.diarization is None:
        return result
    try:
        with stage(job, "identification", events), part.guarded():
            found = part.check(part.component.identify(result.diarization, audio), Mapping)
            matches = {label: part.check(one, Match) for label, one in found.items()}
    except WhisperDiarizeError as error:
        errors.append(error)
        return result
    speakers = (replace(speaker, match=matches.get(speaker.label)) for speaker in result.speakers)
    return replace(result, speakers=tuple(speakers))


def named(job: Job, result: AttributedTranscript, components: Components) -> AttributedTranscript:
    """Give the speakers the user's names; others those of their matches, if the user wants that."""
    given = result.with_names(_given(job, result, components))
    if not job.name_matches or not any(speaker.match and speaker.match.name for speaker in given.speakers):
        return given
    network = given.diarization.voice_model if given.diarization else None
    figures = None if network is None else network.figures
    if figures is not None and figures.names is None:
        by = given.diarization.model if given.diarization else None
        _log.warning("%s: %s mistakes voices too often to name people; names are suggested only", job.source, by)
        return given
    least = 0.0 if figures is None or figures.names is None else figures.score(figures.names)
    return replace(given, speakers=tuple(speaker.by_voice(least) for speaker in given.speakers))


def _given(job: Job, result: AttributedTranscript, components: Components) -> Sequence[str] | dict[str, str]:
    """Return the user's names in order of appearance, which in a series of the same people is that of the series."""
    if components.series_labels is None:
        return job.speaker_names
    by_label = {f"SPEAKER_{number:02d}": name for number, name in enumerate(job.speaker_names) if name}
    return {speaker.label: by_label[speaker.label] for speaker in result.speakers if speaker.label in by_label}
