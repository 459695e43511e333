"""The file of a recording, for formats that play it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording's own file, undecoded.

    `name` is its file name; `link` the URL that leads to it from the folder of the output; `size` is in bytes; `read`
    returns the contents; call it only when they are needed.
    """

    name: str
    link: str
    size: int
    read: Callable[[], bytes]
