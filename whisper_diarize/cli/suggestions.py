"""Suggested names: their options, and the lines that tell of them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

import typer

from whisper_diarize.errors import OptionError
from whisper_diarize.records import AttributedTranscript, Speaker

from .typed_flags import typed_flags


def naming(context: typer.Context) -> dict[str, dict[str, object]]:
    """Return the options of the identifier that flags set, by its name; none where voices are not compared."""
    params = context.params
    if params.get("voices") is None or params.get("diarize") is False:
        return {}
    return {str(params["identifier"]): typed_flags(context, {"names": "voices"})}


def refuse_alone(params: Mapping[str, object]) -> None:
    """Raise OptionError for options about names that cannot be met: `--voices-auto` without `--voices`, for one."""
    if params.get("same_people") and params["skip_existing"]:
        raise OptionError("--same-people needs all recordings, and --skip-existing leaves some out; take one of them")
    if params["voices_auto"] and params["voices"] is None:
        raise OptionError("--voices-auto gives names that --voices suggests; add --voices all, or names of people")


def suggestions(transcript: AttributedTranscript, document: Path | None) -> Iterator[str]:
    """Yield a line for each speaker whose voice is a known person's, and one with the way to confirm."""
    found = [speaker for speaker in transcript.speakers if _is_suggested(speaker)]
    for speaker in found:
        yield f"{speaker.label} {_is(speaker)} {_scored(speaker)}"
    unknown = [speaker for speaker in transcript.speakers if speaker.match is not None and not speaker.match.name]
    if unknown:
        names = ", ".join(speaker.label for speaker in unknown)
        yield f"{names}: no voice of the library"
    if found and document is not None:
        given = [f"{speaker.label}={speaker.match.name}" for speaker in found if speaker.match is not None]
        yield f"to confirm: {shlex.join(['whisper-diarize', 'rename', str(document), *given])}"


def _is_suggested(speaker: Speaker) -> bool:
    return speaker.match is not None and speaker.match.status == "suggested"


def _is(speaker: Speaker) -> str:
    match = speaker.match
    name = match.name if match else None
    return f"is named {name}" if speaker.name == name else f"may be {name}"


def _scored(speaker: Speaker) -> str:
    """Return the score, and the next person's.

    >>> from whisper_diarize.records import Match
    >>> _scored(Speaker("A", "A", Match("Ann", 0.81, 0.39, "suggested", "Bob")))
    '(0.81, next Bob 0.42)'
    """
    match = speaker.match
    if match is None or match.score is None:
        return ""
    if match.margin is None:
        return f"({match.score:.2f})"
    return f"({match.score:.2f}, next {match.runner_up or 'person'} {match.score - match.margin:.2f})"
