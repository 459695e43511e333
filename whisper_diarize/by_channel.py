"""One result from words and turns of channels that were worked on each by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from .attribution import (
    Side,
    apart,
    as_echo,
    as_said_by_side,
    fitted,
    in_channel,
    join_diarizations,
    merged,
    of_side,
    trimmed,
    with_side,
    without_echo,
)
from .components import Components
from .errors import WhisperDiarizeError
from .quality import with_speech_share
from .recognition import attributed, series_labels
from .records import AttributedTranscript, Audio, Diarization, Job, Span, Transcript

if TYPE_CHECKING:
    from .channels import Echoes

_log = logging.getLogger(__name__)

Share = Callable[[Span], float]


def joined_turns(
    job: Job, audio: Audio, found: Sequence[Diarization], components: Components, errors: list[WhisperDiarizeError]
) -> Diarization:
    """Return the turns of all channels of a recording, as one diarization."""
    turns, _ = _in_series(_turns(found, _sides(job, audio), _own_shares(audio)), (), components, errors)
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
    sides, shares = _sides(job, audio), _own_shares(audio)
    words = said or [Transcript()] * len(sides)
    turns: Sequence[Diarization | None] = [None] * len(sides)
    if found is not None:
        turns, sides = _in_series(_turns(found, sides, shares), sides, components, errors)
    parts = [
        _part(job, transcript, diarization, side, components, errors, channel.duration, share)
        for transcript, diarization, side, channel, share in zip(
            words, turns, sides, audio.channels, shares, strict=True
        )
    ]
    result = replace(merged(parts, sides), name=job.name, duration=audio.duration)
    _tell(job, result)
    if result.diarization is None:
        return result
    return replace(result, diarization=with_speech_share(result.diarization, audio.duration))


def _turns(found: Sequence[Diarization], sides: Sequence[Side], shares: Sequence[Share]) -> list[Diarization]:
    alone = len(sides) == 1
    own = (without_echo(one, share) for one, share in zip(found, shares, strict=True))
    return [of_side(one, side, alone=alone) for one, side in zip(own, sides, strict=True)]


def _in_series(
    turns: Sequence[Diarization], sides: Sequence[Side], components: Components, errors: list[WhisperDiarizeError]
) -> tuple[list[Diarization], list[Side]]:
    """Return turns and sides with the labels that people have in a series of recordings."""
    labels = series_labels(join_diarizations(turns), components, errors)
    people = [replace(side, person=labels.get(side.label, "")) for side in sides]
    return [one.with_labels(labels) for one in turns], people


def _own_shares(audio: Audio) -> list[Share]:
    """Return a function for each channel: the share of the sound of a span that is not an echo of another channel."""
    if len(audio.channels) == 1:
        return [lambda _: 1.0]
    from .channels import Echoes, levels_of  # noqa: PLC0415  the commands' help need not wait for NumPy

    echoes = Echoes(levels_of([channel.samples for channel in audio.channels], audio.sample_rate))
    return [partial(_own_share, echoes, number) for number in range(len(audio.channels))]


def _own_share(echoes: Echoes, number: int, span: Span) -> float:
    return echoes.own_share(number, span.start, span.end)


def _tell(job: Job, result: AttributedTranscript) -> None:
    """Say how many words are marked as echo."""
    count = sum(segment.num_words for segment in result.segments if segment.segment.echo)
    if count:
        _log.warning(
            "%s: its channels leak into each other: %d words are marked as the echo of another channel, and are in no "
            "format but json",
            job.source,
            count,
        )


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
    components: Components,
    errors: list[WhisperDiarizeError],
    duration: float,
    share: Share,
) -> AttributedTranscript:
    """Return the words of one channel with their speakers."""
    own, echoes = apart(in_channel(transcript, side.channel), share)
    if diarization is None:
        result = as_said_by_side(own, side)
    else:
        own = trimmed(own, diarization.turns)
        result = with_side(fitted(attributed(job, own, diarization, components, errors, duration)), side)
    return replace(result, segments=(*result.segments, *as_echo(echoes)))
