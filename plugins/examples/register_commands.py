"""A command: `whisper-diarize longest TALK.json` prints the longest segment of a transcript."""

import json
from pathlib import Path
from typing import Annotated

import typer

from whisper_diarize import hookimpl

API_VERSION = 1

Document = Annotated[Path, typer.Argument(metavar="DOC.json", help="A transcript in our JSON.")]


def longest(document: Document) -> None:
    """Print the longest segment."""
    segments = json.loads(document.read_text(encoding="utf-8"))["segments"]
    found = max(segments, key=lambda segment: segment["end"] - segment["start"], default=None)
    typer.echo(found["text"].strip() if found else "the transcript is empty")


@hookimpl
def register_commands(app: typer.Typer) -> None:
    """Add `longest`."""
    app.command()(longest)
