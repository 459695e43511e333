"""One result from words and turns of channels that were worked on each by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .attribution import (
    Side,
    as_said_by_side,
    fitted,
    in_channel,
    join_diarizations,
    merged,
    of_side,
    trimmed,
    with_side,
)
from .components import Components
from .errors import WhisperDiarizeError
from .quality import with_speech_share
from .recognition import attributed
from .records import AttributedTranscript, Audio, Diarization, Job, Transcript


def joined_turns(job: Job, audio: Audio, found: Sequence[Diarization]) -> Diarization:
    """Return the turns of all channels of a recording, as one diarization."""
    sides = _sides(job, audio)
    turns = [of_side(one, side, alone=len(sides) == 1) for one, side in zip(found, sides, strict=True)]
    return with_speech_share(join_diarizations(turns), audio.duration)


def joined(  # noqa: PLR0913, PLR0917  the stage's own inputs
    job: Job,
    audio: Audio,
    said: Sequence[Transcript] | None,
    found: Sequence[Diarization] | None,
    components: Components,
    errors: list[WhisperDiarizeError],
) -> AttributedTranscript:
    """Return the words of all channels, by time; each is of a speaker of its channel."""
    sides = _sides(job, audio)
    words = said or [Transcript()] * len(sides)
    turns: Sequence[Diarization | None] = [None] * len(sides)
    if found is not None:
        turns = [of_side(one, side, alone=len(sides) == 1) for one, side in zip(found, sides, strict=True)]
    parts = [
        _part(job, transcript, diarization, side, channel, components, errors)
        for transcript, diarization, side, channel in zip(words, turns, sides, audio.channels, strict=True)
    ]
    result = replace(merged(parts, sides), name=job.name, duration=audio.duration)
    if result.diarization is None:
        return result
    return replace(result, diarization=with_speech_share(result.diarization, audio.duration))


def _sides(job: Job, audio: Audio) -> list[Side]:
    """Return the channels with the names that the user gave, or that they bring."""
    given = job.channel_names
    return [
        Side(number, (given[number] if number < len(given) else "") or channel.title)
        for channel in audio.channels
        for number in (channel.channel or 0,)
    ]


def _part(  # noqa: PLR0913, PLR0917  as above
    job: Job,
    transcript: Transcript,
    diarization: Diarization | None,
    side: Side,
    channel: Audio,
    components: Components,
    errors: list[WhisperDiarizeError],
) -> AttributedTranscript:
    """Return the words of one channel with their speakers."""
    transcript = in_channel(transcript, side.channel)
    if diarization is None:
        return as_said_by_side(transcript, side)
    transcript = trimmed(transcript, diarization.turns)
    result = attributed(job, transcript, diarization, components, errors, channel.duration)
    return with_side(fitted(result), side)
