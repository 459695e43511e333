"""The file of a recording, for formats that play it and draw it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording's own file, undecoded.

    `name` is its file name; `link` the URL that leads to it from the folder of the output; `size` is in bytes; `read`
    returns the contents; `peaks` how loud it is in so many equal stretches (`Audio.peaks`), None if its sound is not at
    hand. Call them only when they are needed.
    """

    name: str
    link: str
    size: int
    read: Callable[[], bytes]
    peaks: Callable[[int], bytes] | None = None
