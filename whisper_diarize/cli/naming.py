"""Names of outputs: the stem of the recording, never the same twice in one call."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from whisper_diarize.errors import OptionError
from whisper_diarize.records import Existing, name_of


def output_names(sources: Sequence[str], wanted: str | None = None) -> list[str]:
    """Return one name per source: `wanted`, else its stem; a number is added where a name was taken.

    Names that differ in case or Unicode form only are the same: on many disks they are one file.

    >>> output_names(["a/talk.wav", "b/talk.wav", "talk-2.wav"])
    ['talk', 'talk-3', 'talk-2']
    """
    plain = [wanted or name_of(source) for source in sources]
    taken, given = {_folded(name) for name in plain}, set[str]()
    names: list[str] = []
    for name in plain:
        unique, number = name, 1
        while _folded(unique) in given or (number > 1 and _folded(unique) in taken):
            number += 1
            unique = f"{name}-{number}"
        names.append(unique)
        given.add(_folded(unique))
    return names


def _folded(name: str) -> str:
    """Return the form of a name that a file system without case and Unicode forms compares."""
    return unicodedata.normalize("NFC", name).casefold()


def existing(*, overwrite: bool, skip: bool) -> Existing:
    """Return the policy for outputs that exist.

    Raises:
        OptionError: both options are given.
    """
    if overwrite and skip:
        raise OptionError("--overwrite and --skip-existing contradict each other; give one of them")
    return "replace" if overwrite else "skip" if skip else "keep"


def split(values: Sequence[str]) -> tuple[str, ...]:
    """Return the items of comma-separated lists.

    >>> split(["srt, vtt", "json"])
    ('srt', 'vtt', 'json')
    """
    return tuple(item.strip() for value in values for item in value.split(",") if item.strip())
