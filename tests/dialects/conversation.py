"""One conversation in every dialect: Ann asks, Bob says. The files were made by hand after public schemas."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from whisper_diarize.dialects import built_in, load, recognized
from whisper_diarize.records import Turn
from whisper_diarize.scoring import read_annotation
from whisper_diarize.transcription import transcript_of

FILES = sorted((Path(__file__).parent / "files").iterdir())
TEXT = "Hello there, how are you? I am fine."
STARTS = (0.0, 0.3, 0.5, 0.7, 0.9, 2.0, 2.2, 2.5)
SPANS = ((0.0, 1.2), (2.0, 3.0))


@dataclass(frozen=True)
class Kept:
    """The dialect that a file was taken for, and what was kept of the conversation."""

    dialect: str
    words: bool
    times: bool
    speakers: bool
    turns: tuple[Turn, ...]


def kept(path: Path) -> Kept:
    """Read a file and compare."""
    dialect, speech = recognized(load(path), built_in())
    turns = read_annotation(path).turns
    speakers = [turn.speaker for turn in turns]
    told = len(turns) == 2 and len(set(speakers)) == 2
    if speech.segments is None:
        return Kept(dialect, False, False, told, turns)
    transcript = transcript_of(speech)
    plain = transcript.text.casefold().replace(",", "").replace("?", "").replace(".", "")
    words = plain == TEXT.casefold().replace(",", "").replace("?", "").replace(".", "")
    starts = tuple(round(word.start, 3) for word in transcript.words if not word.interpolated)
    return Kept(dialect, words, starts == STARTS, told, turns)


def row(path: Path) -> str:
    """Return the row of a file in the table of docs/other-tools.md."""
    found = kept(path)
    cells = (
        found.dialect,
        f"`{path.name}`",
        *("yes" if one else "-" for one in (found.words, found.times, found.speakers)),
    )
    return f"| {' | '.join(cells)} |"


def table() -> str:
    """Return the table of docs/other-tools.md."""
    head = "| dialect | example | words | word times | speakers |\n|---|---|---|---|---|\n"
    return head + "".join(f"{row(path)}\n" for path in FILES)


if __name__ == "__main__":  # python -m tests.dialects.conversation
    sys.stdout.write(table())
