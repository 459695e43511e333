"""Which stretch of which file is whose voice: a manifest, folders of speakers, or recordings with RTTM beside them."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from whisper_diarize.errors import OptionError
from whisper_diarize.formats import parse_rttm
from whisper_diarize.records import Turn

MANIFEST = "manifest.csv"
SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".opus", ".mp3"})
OWN_SET = "own"
MIN_SECONDS = 1.0  # of a turn that nobody interrupts


@dataclass(frozen=True, slots=True)
class Source:
    """`start` to `end` seconds of a file (to its end: None), in which one speaker of a set talks."""

    set: str
    speaker: str
    path: Path
    start: float = 0.0
    end: float | None = None


def find_sources(folder: Path) -> list[Source]:
    """Return the sources of a corpus.

    It is a folder with `manifest.csv` (columns set, speaker, path); or with files in `SPEAKER/` or `SET/SPEAKER/`; or
    with recordings that have a `.rttm` of the same name beside them, of which the turns without overlap are taken.

    Raises:
        OptionError: it has no recordings, or one whose speaker is not known.
    """
    if (folder / MANIFEST).is_file():
        with (folder / MANIFEST).open(newline="", encoding="utf-8") as file:
            return [Source(row["set"], row["speaker"], folder / row["path"]) for row in csv.DictReader(file)]
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    if not paths:
        raise OptionError(f"{folder}: no recordings; it needs {MANIFEST}, folders of speakers, or recordings with RTTM")
    return [source for path in paths for source in _sources(folder, path)]


def _sources(folder: Path, path: Path) -> Iterator[Source]:
    places = path.relative_to(folder).parts[:-1]
    rttm = path.with_suffix(".rttm")
    if places and places[0].startswith("_"):
        yield Source(places[0], "", path)
    elif rttm.is_file():
        for turn in alone(parse_rttm(rttm.read_text(encoding="utf-8"))):
            yield Source(OWN_SET, f"{path.stem}/{turn.speaker}", path, turn.start, turn.end)
    elif places:
        yield Source(places[-2] if len(places) > 1 else OWN_SET, places[-1], path)
    else:
        raise OptionError(f"{path}: whose voice is it? put it into a folder of its speaker, or an RTTM file beside it")


def alone(turns: tuple[Turn, ...]) -> Iterator[Turn]:
    """Yield the turns, cut down to parts without overlap, that are long enough to learn from."""
    for turn in turns:
        start = turn.start
        others = sorted((other.start, other.end) for other in turns if other.speaker != turn.speaker)
        for other_start, other_end in [*others, (turn.end, turn.end)]:
            if min(other_start, turn.end) - start >= MIN_SECONDS:
                yield Turn(start, min(other_start, turn.end), turn.speaker)
            start = max(start, other_end)
