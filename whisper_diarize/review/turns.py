"""Turns, corrected: they move with the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from whisper_diarize.records import AttributedTranscript, Diarization, Span, Turn


def reassign_turns(diarization: Diarization, span: Span, speaker: str | None, label: str) -> Diarization:
    """Return the diarization in which `label` talks during `span` instead of `speaker`.

    In the exclusive turns, instead of all others.
    """
    if span.start == span.end:
        return diarization
    exclusive = diarization.exclusive_turns
    return replace(
        diarization,
        turns=_given(tuple(_without(diarization.turns, span, speaker)), span, label),
        exclusive_turns=None if exclusive is None else _given(tuple(_without(exclusive, span)), span, label),
    )


def add_talk(diarization: Diarization, span: Span, label: str) -> Diarization:
    """Return the diarization in which `label` talks during `span` too.

    In the exclusive turns, instead of all others.
    """
    exclusive = diarization.exclusive_turns
    return replace(
        diarization,
        turns=_given(diarization.turns, span, label),
        exclusive_turns=None if exclusive is None else _given(tuple(_without(exclusive, span)), span, label),
    )


def move_edges(transcript: AttributedTranscript, turn: Turn, span: Span) -> AttributedTranscript:
    """Return the transcript in which a turn lasts as long as `span`; without such a turn, the same.

    Words stay where they are: `reassign` moves them.
    """
    diarization = transcript.diarization
    stays = (turn.start, turn.end) == (span.start, span.end)
    if diarization is None or stays or turn not in diarization.turns:
        return transcript
    turns = tuple(other for other in diarization.turns if other != turn)
    exclusive = diarization.exclusive_turns
    if exclusive is not None:
        left = tuple(_without(exclusive, Span(turn.start, turn.end), turn.speaker))
        exclusive = _given(tuple(_without(left, span)), span, turn.speaker)
    moved = replace(diarization, turns=_given(turns, span, turn.speaker), exclusive_turns=exclusive)
    return replace(transcript, diarization=moved)


def merge_turns(diarization: Diarization, source: str, target: str) -> Diarization:
    """Return the diarization in which the turns of `source` are those of `target`; those that touch are one."""
    exclusive = diarization.exclusive_turns
    embeddings = {label: vector for label, vector in diarization.embeddings.items() if label != source}
    return replace(
        diarization,
        turns=_merged(diarization.turns, source, target),
        exclusive_turns=None if exclusive is None else _merged(exclusive, source, target),
        embeddings=embeddings,
    )


def _without(turns: tuple[Turn, ...], span: Span, speaker: str | None = None) -> Iterator[Turn]:
    """Yield `turns` without those parts that lie in `span`, of one speaker or (None) of all."""
    for turn in turns:
        if speaker not in (None, turn.speaker) or turn.end <= span.start or span.end <= turn.start:
            yield turn
            continue
        if turn.start < span.start:
            yield replace(turn, end=span.start)
        if span.end < turn.end:
            yield replace(turn, start=span.end)


def _given(turns: tuple[Turn, ...], span: Span, label: str) -> tuple[Turn, ...]:
    """Return `turns` and one of `label` in `span`, joined with those of the same speaker that it touches."""
    touching = [t for t in turns if t.speaker == label and t.start <= span.end and span.start <= t.end]
    start = min([span.start, *(turn.start for turn in touching)])
    end = max([span.end, *(turn.end for turn in touching)])
    channel = next((turn.channel for turn in turns if turn.speaker == label), None)
    return (*(turn for turn in turns if turn not in touching), Turn(start, end, label, channel))


def _merged(turns: tuple[Turn, ...], source: str, target: str) -> tuple[Turn, ...]:
    theirs = sorted((turn for turn in turns if turn.speaker in (source, target)), key=lambda turn: turn.start)
    joined: list[Turn] = []
    for turn in theirs:
        if joined and turn.start <= joined[-1].end:
            joined[-1] = replace(joined[-1], end=max(joined[-1].end, turn.end))
        else:
            joined.append(replace(turn, speaker=target))
    return (*(turn for turn in turns if turn.speaker not in (source, target)), *joined)
