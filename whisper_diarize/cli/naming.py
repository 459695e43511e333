"""Options that are about outputs: the policy for those that exist, and lists of formats."""

from __future__ import annotations

from collections.abc import Sequence

from whisper_diarize.errors import OptionError
from whisper_diarize.records import Existing


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
