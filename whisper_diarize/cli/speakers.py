"""`whisper-diarize speakers`, `rename` and `merge`: the speakers of a transcript that exists."""

from __future__ import annotations

import json
import shlex
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from whisper_diarize.documents import read, write_document
from whisper_diarize.errors import OptionError
from whisper_diarize.files import recorded
from whisper_diarize.records import AttributedTranscript
from whisper_diarize.review import SpeakerOverview, find_speaker, speaker_overviews
from whisper_diarize.review import merge as merged
from whisper_diarize.review import rename as renamed

from . import arguments as arg
from . import voice_learning as learning
from .errors import handled
from .progress import configure_logging
from .terminal import clock, console, err, one_line, out
from .voice_recordings import RecordingFile

Assignments = Annotated[
    list[str], Argument(metavar="SPEAKER=NAME...", help="A label or name, and the name to show; none: the label.")
]
Merged = Annotated[str, Argument(metavar="SPEAKER", help="Who is gone: a label or a name.")]
Into = Annotated[str, Argument(metavar="INTO", help="Who said it all: a label or a name.")]
Edited = Annotated[Path | None, Option(metavar="FILE", help="Write here instead of over DOC.json.")]
Remember = Annotated[bool, Option("--remember", help="Learn their voices, for the library of voices.")]
SAMPLE_WIDTH = 48


def speakers(document: arg.Document, as_json: arg.Json = False) -> None:
    """Show each speaker's talk time, a sample of their words, and doubtful ones.

    Words are doubtful if the engine gives them a probability below 0.5, if it
    is not sure of the speaker, or if nobody was heard where they are.

    Examples:

        whisper-diarize speakers talk.json
    """
    configure_logging(quiet=False, verbose=False)
    with handled():
        overviews = speaker_overviews(read(document))
    if as_json:
        out(json.dumps([asdict(overview) for overview in overviews], indent=2, ensure_ascii=False) + "\n")
    else:
        _print(document, overviews)


def rename(
    context: typer.Context,
    document: arg.Document,
    names: Assignments,
    output: Edited = None,
    remember: Remember = False,
    consent: learning.Consent = None,
    recording: RecordingFile = None,
    diarizer: arg.DiarizerName = "mlx",
    diarization_model: arg.DiarizationModel = None,
    diarization_mode: arg.DiarizationMode = None,
    offline: arg.Offline = False,
    no_cache: arg.NoCache = False,
) -> None:
    """Name speakers. Labels stay: they can be renamed again.

    With --remember, their voices are learnt from the recording, and their
    names are suggested the next time (see `whisper-diarize voices`).

    Examples:

        whisper-diarize rename talk.json SPEAKER_00=Ann SPEAKER_01=Bob

        whisper-diarize rename talk.json Ann=

        whisper-diarize rename talk.json SPEAKER_00=Ann --remember --consent "asked on 3 May"
    """
    configure_logging(quiet=False, verbose=False)
    with handled():
        transcript = read(document)
        given = dict(_assignment(transcript, item) for item in names)
        learnt = {label: name for label, name in given.items() if name.strip()}
        agreed = {name: learning.agreement(name, consent) for name in learnt.values()} if remember else {}
        _write("rename", output or document, renamed(transcript, given))
        if agreed:
            learning.remember(context, output or document, learnt, recording, agreed)


def merge(document: arg.Document, speaker: Merged, into: Into, output: Edited = None) -> None:
    """Give all that one speaker says to another: the two are one person.

    Examples:

        whisper-diarize merge talk.json SPEAKER_02 SPEAKER_00
    """
    configure_logging(quiet=False, verbose=False)
    with handled():
        transcript = read(document)
        source, target = find_speaker(transcript, speaker), find_speaker(transcript, into)
        _write("merge", output or document, merged(transcript, source, target))


def _assignment(transcript: AttributedTranscript, item: str) -> tuple[str, str]:
    speaker, equals, name = item.partition("=")
    if not equals:
        raise OptionError(f"'{item}' is not SPEAKER=NAME, as in SPEAKER_00=Ann")
    return find_speaker(transcript, speaker), name


def _write(command: str, path: Path, transcript: AttributedTranscript) -> None:
    with recorded(path, command, [path]):
        write_document(path, transcript)
    names = ", ".join(f"{speaker.label}: {speaker.name}" for speaker in transcript.speakers)
    err(f"wrote {path}; {names}\n")


def _print(document: Path, overviews: tuple[SpeakerOverview, ...]) -> None:
    from rich.table import Table  # noqa: PLC0415  rich is slow to import

    screen = console()
    table = Table("speaker", "name", "talk time", "turns", "words", "doubtful", "says")
    for column in table.columns[2:6]:
        column.justify = "right"
    for overview in overviews:
        row = overview.figures
        name = "" if row.speaker.name == row.speaker.label else row.speaker.name
        figures = (clock(row.seconds), str(row.turns), str(row.words), str(overview.doubtful))
        table.add_row(one_line(row.speaker.label), one_line(name), *figures, _shortened(overview.sample))
    screen.print(table)
    for overview in overviews:
        label = overview.figures.speaker.label
        if overview.ghost:
            advised = shlex.join(["whisper-diarize", "merge", str(document), label, "INTO"])
            screen.print(f"{label} hardly talks ({clock(overview.figures.seconds)}): this may be nobody; {advised}")
    if not overviews:
        screen.print(f"{document}: nobody asked for speakers; transcribe it with --diarize")


def _shortened(text: str) -> str:
    """Return the start of `text`, cut at a word."""
    text = one_line(text)
    if len(text) <= SAMPLE_WIDTH:
        return text
    return text[:SAMPLE_WIDTH].rsplit(" ", 1)[0] + " ..."
