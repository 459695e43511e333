"""Options of the reader of recordings, for the work that is done within `reading_with`."""

from __future__ import annotations

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, get_args

from .errors import OptionError

Damaged = Literal["keep", "refuse"]
Channels = Literal["mix", "split", "auto"]
"""The channels of a recording: mixed, or each by itself, or each by itself if they are separate voices (`auto`)."""

RAW_ENCODINGS = {"mulaw": "ULAW", "alaw": "ALAW", "s16le": "PCM_16"}
"""Encodings of samples without a header, by FFmpeg's names, and libsndfile's."""

MIN_RATE, MAX_RATE = 1_000, 1_000_000  # Hz


@dataclass(frozen=True, slots=True)
class Raw:
    """One channel of samples without a header: `encoding` (a key of `RAW_ENCODINGS`) and `sample_rate` (Hz)."""

    encoding: str
    sample_rate: int


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options of the reader.

    `track` is the audio track, from 1 on; 0 mixes all; None is the one that players take. `damaged`: a recording of
    which parts are missing is kept, as far as it can be read, or refused; None keeps those inside which less than a
    tenth is missing. `raw`: files have samples only, no header. `channels`: see `Channels`.
    """

    track: int | None = None
    damaged: Damaged | None = None
    raw: Raw | None = None
    channels: Channels = "auto"


_current: contextvars.ContextVar[ReadOptions] = contextvars.ContextVar("read_options", default=ReadOptions())  # noqa: B039  it is frozen


def current() -> ReadOptions:
    """Return the options that are in force."""
    return _current.get()


@contextmanager
def reading_with(options: ReadOptions) -> Iterator[None]:
    """Read recordings with these options in this block, and in threads that are started from it in its context."""
    token = _current.set(options)
    try:
        yield
    finally:
        _current.reset(token)


def read_options(
    track: object = None,
    damaged: object = None,
    raw: object = None,
    channels: object = "auto",
    *,
    flag: str = "{}=",
) -> ReadOptions:
    """Return the options of the reader as a program or a person gave them; `flag` is how messages name an argument.

    Raises:
        OptionError: one is not what it may be.
    """
    return ReadOptions(
        track_of(track, flag.format("track")),
        damaged_of(damaged, flag.format("damaged")),
        raw_of(raw, flag.format("raw")),
        channels_of(channels, flag.format("channels")),
    )


def track_of(given: object, flag: str = "track=") -> int | None:
    """Return the number of a track; `all` is 0.

    Raises:
        OptionError: it is neither.
    """
    if given is None:
        return None
    if given == "all":
        return 0
    text = str(given)
    is_number = isinstance(given, (str, int)) and not isinstance(given, bool) and text.isascii() and text.isdecimal()
    if not is_number or len(text) > 4 or int(text) == 0:  # noqa: PLR2004  no file has 10,000
        raise OptionError(f"{flag}{text}: give the number of an audio track, from 1 on, or all")
    return int(text)


def damaged_of(given: object, flag: str = "damaged=") -> Damaged | None:
    """Return `keep`, `refuse` or None.

    Raises:
        OptionError: it is none of them.
    """
    if given not in (None, "keep", "refuse"):
        raise OptionError(f"{flag}{given}: give keep or refuse")
    return given


def channels_of(given: object, flag: str = "channels=") -> Channels:
    """Return the treatment of the channels: `mix`, `split` or `auto`.

    Raises:
        OptionError: it is none of them.
    """
    for mode in get_args(Channels):
        if given == mode:
            return mode  # type: ignore[no-any-return]
    raise OptionError(f"{flag}{given}: give mix, split or auto")


def raw_of(given: object, flag: str = "raw=") -> Raw | None:
    """Return an encoding and a rate: `mulaw:8000`.

    Raises:
        OptionError: the encoding is not known, or the rate is not one.
    """
    if given is None:
        return None
    encoding, _, rate = str(given).partition(":")
    is_rate = rate.isascii() and rate.isdecimal() and len(rate) <= len(str(MAX_RATE))
    if encoding not in RAW_ENCODINGS or not is_rate or not MIN_RATE <= int(rate) <= MAX_RATE:
        known = ", ".join(RAW_ENCODINGS)
        raise OptionError(f"{flag}{given}: give an encoding ({known}) and a rate in Hz, as in mulaw:8000")
    return Raw(encoding, int(rate))
