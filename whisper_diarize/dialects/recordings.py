"""The one recording to read, in files that may be about several."""

from __future__ import annotations

from collections.abc import Iterable

MAX_NAMES = 5


def one_of(names: Iterable[str], recording: str | None) -> str:
    """Return the recording to read: the one asked for, else the only one.

    Raises:
        ValueError: it is not there, or there are several.
    """
    known = list(dict.fromkeys(names))
    if recording in known:
        return str(recording)
    if len(known) > 1:
        raise ValueError(f"it has several recordings ({', '.join(known[:MAX_NAMES])}); say which: --recording NAME")
    if recording is not None and known:
        raise ValueError(f"there is no recording '{recording}'; there is: {known[0]}")
    return known[0] if known else recording or ""
