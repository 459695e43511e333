"""`whisper-diarize corrections`: the words that a glossary replaced, and the way back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

from typer import Option

from whisper_diarize.documents import read, write_document
from whisper_diarize.files import recorded
from whisper_diarize.glossary import undone

from . import arguments as arg
from .errors import handled
from .progress import configure_logging
from .terminal import clock, err, one_line, out

Undo = Annotated[bool, Option("--undo", help="Put the words back that were there before.")]
Edited = Annotated[Path | None, Option(metavar="FILE", help="Write here instead of over DOC.json.")]


def corrections(document: arg.Document, undo: Undo = False, output: Edited = None, as_json: arg.Json = False) -> None:
    """List the words that a glossary replaced in a transcript, or put them back.

    Words that were changed since stay as they are.

    Examples:

        whisper-diarize corrections talk.json

        whisper-diarize corrections talk.json --undo
    """
    configure_logging(quiet=False, verbose=False)
    with handled():
        transcript = read(document)
        if undo:
            result, target = undone(transcript), output or document
            with recorded(target, "corrections", [target]):
                write_document(target, result)
            taken_back = len(transcript.corrections) - len(result.corrections)
            err(f"wrote {target}; {taken_back} of {len(transcript.corrections)} corrections taken back\n")
            return
    if as_json:
        listed = [correction.to_dict() for correction in transcript.corrections]
        out(json.dumps(listed, indent=2, ensure_ascii=False) + "\n")
        return
    lines = (f"{clock(one.start)}  {one_line(one.was)} -> {one_line(one.now)}\n" for one in transcript.corrections)
    out("".join(lines))
