"""Recordings of a batch: in folders, by patterns, from lists."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from glob import has_magic, iglob
from pathlib import PurePath

from whisper_diarize.errors import AudioError, OptionError

from .lists import Listed, is_list, listed

AUDIO = (
    "aac ac3 aif aiff aifc al alaw amr ape au caf dts eac3 flac gsm m4a m4b mka mp2 mp3 mpga oga ogg opus ra sln snd "
    "spx tta ul ulaw w64 wav weba wma wv"
)
VIDEO = "3g2 3gp asf avi f4v flv m2ts m4v mkv mov mp4 mpeg mpg mts mxf ogv rm rmvb ts vob webm wmv"
SUFFIXES = frozenset(f".{name}" for name in f"{AUDIO} {VIDEO}".split())
"""Suffixes of recordings. Files of a folder with other names are left out, unless `match` asks for them."""


@dataclass(frozen=True, slots=True)
class Search:
    """Rules for the files of a folder that are taken.

    Patterns are those of a shell, for the name, or for the path below the folder if they have a `/`; case does not
    count. Hidden files and folders are never taken, and links to folders are not followed.
    """

    recursive: bool = False
    match: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def takes(self, place: str) -> bool:
        """Tell whether a file is taken; `place` is its path below the folder, with `/`."""
        if _fits(place, self.ignore):
            return False
        return _fits(place, self.match) if self.match else PurePath(place).suffix.lower() in SUFFIXES


@dataclass(frozen=True, slots=True)
class FoundRecording:
    """A recording of a batch.

    `source` opens it; `place` is its path below `folder`, which was searched, with `/`: outputs mirror it. A recording
    that was named itself has no folder, and its name as place.
    """

    source: str
    place: str
    folder: str | None = None


@dataclass(slots=True)
class Findings:
    """Recordings in order, each once, and the errors of folders that cannot be read."""

    recordings: list[FoundRecording] = field(default_factory=list)
    errors: list[AudioError] = field(default_factory=list)


def is_batch(argument: str) -> bool:
    """Tell whether an argument may stand for several recordings: a folder, a pattern or a list."""
    return os.path.isdir(argument) or _is_pattern(argument) or is_list(argument)  # noqa: PTH112  it raises nothing


def find_recordings(arguments: Sequence[str], search: Search | None = None, *, missing: bool = False) -> Findings:
    """Return the recordings that arguments stand for: files, folders, patterns (`**` too), lists of these.

    A name that is neither is taken for a recording: opening it says what is wrong. `missing`: it may be a folder that
    will come, and is left out.

    Raises:
        OptionError: a list cannot be read.
    """
    findings = Findings()
    for argument in arguments:
        if is_list(argument):
            for item in listed(argument):
                _find(item.path, search or Search(), findings, item)
        elif not missing or os.path.exists(argument) or _is_pattern(argument):  # noqa: PTH110  as above
            _find(argument, search or Search(), findings)
    findings.recordings = _once(findings.recordings)
    return findings


def _find(argument: str, search: Search, findings: Findings, item: Listed | None = None) -> None:
    if os.path.isdir(argument):  # noqa: PTH112  as above
        for path in sorted(_files(argument, search, findings), key=_natural):
            findings.recordings.append(FoundRecording(os.path.join(argument, path), path, argument))  # noqa: PTH118
    elif _is_pattern(argument):
        base = _base(argument)
        # not Path.glob: it knows no pattern that begins with a root
        for path in sorted(iglob(argument, recursive=True), key=_natural):  # noqa: PTH207
            place = PurePath(os.path.relpath(path, base or ".")).as_posix()
            if os.path.isfile(path) and not _fits(place, search.ignore):  # noqa: PTH113  as above
                findings.recordings.append(FoundRecording(path, place, base or "."))
    else:
        place = item.place if item else PurePath(argument).name
        findings.recordings.append(FoundRecording(argument, place or argument, item.folder if item else None))


def _files(folder: str, search: Search, findings: Findings) -> Iterator[str]:
    """Yield the paths, below a folder, of the files that are taken; note what cannot be read."""

    def note(error: OSError) -> None:
        name = os.fsdecode(error.filename or folder)
        findings.errors.append(AudioError(name, f"the folder cannot be read: {error.strerror or error}; skipped"))

    for parent, folders, names in os.walk(folder, onerror=note):
        below = PurePath(os.path.relpath(parent, folder))
        folders[:] = [name for name in folders if search.recursive and not name.startswith(".")]
        for name in names:
            place = (below / name).as_posix()
            if not name.startswith(".") and search.takes(place):
                yield place


def _is_pattern(argument: str) -> bool:
    return has_magic(argument) and not os.path.exists(argument)  # noqa: PTH110  as above


def _base(pattern: str) -> str:
    """Return the folder that a pattern searches: its parts before the first with a wildcard.

    >>> _base("talks/2026/**/*.m4a"), _base("*.wav")
    ('talks/2026', '')
    """
    parts = PurePath(pattern).parts
    fixed = next(number for number, part in enumerate(parts) if has_magic(part))
    return str(PurePath(*parts[:fixed])) if fixed else ""


def _fits(place: str, patterns: Sequence[str]) -> bool:
    lower = place.lower()
    name = lower.rpartition("/")[2]
    return any(fnmatch(lower if "/" in pattern else name, pattern.lower()) for pattern in patterns)


def _once(recordings: Sequence[FoundRecording]) -> list[FoundRecording]:
    return list({recording_path(found.source): found for found in reversed(recordings)}.values())[::-1]


def recording_path(source: str) -> str:
    """Return the absolute path of a recording, its folders without links; an address stays as it is."""
    if re.match(r"[\w+.-]{2,}://", source) or source == "-":
        return source
    folder, name = os.path.split(os.path.abspath(source))  # noqa: PTH100  it raises nothing
    return os.path.join(os.path.realpath(folder), name)  # noqa: PTH118


def _natural(path: str) -> list[tuple[int, str]]:
    """Return a key that sorts as people do, 2 before 10, without regard to case.

    >>> sorted(["b10", "B2", "a"], key=_natural)
    ['a', 'B2', 'b10']
    """
    pieces = re.split(r"(\d{1,18})", path.casefold())
    return [(int(piece), "") if number % 2 else (-1, piece) for number, piece in enumerate(pieces)]


def refuse_none(findings: Findings, arguments: Sequence[str]) -> None:
    """Check that there is something to do.

    Raises:
        OptionError: nothing was found.
    """
    if not findings.recordings and not findings.errors:
        named = ", ".join(arguments)
        raise OptionError(f"{named}: no recording is there; --recursive looks in folders below, --match at other names")
