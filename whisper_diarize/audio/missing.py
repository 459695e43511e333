"""Parts that are missing inside a recording: added up, and reported in one line or as an error."""

from __future__ import annotations

from dataclasses import dataclass

from whisper_diarize.read_options import current
from whisper_diarize.remarks import remark

from .truncation import refuse_unless_kept

MAX_SHARE = 0.1
"""The share of a recording from which on it is an error that parts are missing."""

MIN_HOLE_SECONDS = 0.3
"""Holes of less than this in all are not worth a line."""


@dataclass(slots=True)
class Missing:
    """Seconds that are missing: holes between time stamps, packets that cannot be decoded, bytes that are in no packet.

    Holes alone are no damage: a call does not send its pauses. `ending` is how much earlier the sound ends than it
    should; `before_first` are packets that cannot be decoded before the first that can be.
    """

    position: float = 0.0
    holes: float = 0.0
    undecoded: int = 0
    undecoded_seconds: float = 0.0
    bytes_read: int = 0
    skipped: int = 0
    ending: float = 0.0
    before_first: float = 0.0
    first: float | None = None

    def add_hole(self, at: float, seconds: float) -> None:
        """Note that there is no sound for some seconds."""
        self.first = at if self.first is None else self.first
        self.holes += seconds

    def add_undecoded(self, seconds: float) -> None:
        """Note that a packet of some seconds cannot be decoded."""
        self.first = self.position if self.first is None else self.first
        self.undecoded += 1
        self.undecoded_seconds += seconds

    def add_skipped(self, number: int) -> None:
        """Note bytes that are in no packet."""
        self.first = self.position if self.first is None else self.first
        self.skipped += number

    def report(self, source: str, length: float, *, timed: bool) -> None:
        """Remark on what is missing; `timed`: the format has time stamps, so that what follows is in its place.

        Raises:
            AudioError: damaged recordings are refused; or it is too much, or times after it are not known, and they are
                not kept.
        """
        at = f"first at {self.first or 0:.1f} s"
        skipped_seconds = self.skipped / max(1, self.bytes_read) * length
        if self.undecoded:
            seconds = max(self.holes, self.undecoded_seconds)
            what = (
                f"it is damaged: {self.undecoded} of its packets cannot be decoded, about {seconds:.1f} s of "
                f"{length:.1f}, {at}"
            )
            if timed:
                refuse_or_remark(source, what, seconds, length)
            else:
                refuse_unless_kept(source, what, "all that follows is too early")
        elif skipped_seconds >= MIN_HOLE_SECONDS:
            what = f"{self.skipped} bytes in it are no sound: about {skipped_seconds:.1f} s may be missing, {at}"
            refuse_or_remark(source, what, skipped_seconds, length + skipped_seconds, "what follows is too early then")
        elif self.holes >= MIN_HOLE_SECONDS:
            remark(source, f"it has no sound for {self.holes:.1f} s in all, {at}: silence is there instead")
        if self.ending >= MIN_HOLE_SECONDS:
            what = f"its sound ends after {length:.1f} s, but its header tells of {length + self.ending:.1f} s"
            refuse_or_remark(source, what, self.ending, length + self.ending, "the end is missing")
        if self.before_first >= MIN_HOLE_SECONDS:
            what = f"its first {self.before_first:.1f} s cannot be decoded"
            refuse_or_remark(source, what, self.before_first, length + self.before_first, "they are left out")


def refuse_or_remark(
    source: str, what: str, seconds: float, length: float, instead: str = "silence is there instead"
) -> None:
    """Say that some `seconds` of a damaged recording are missing.

    Raises:
        AudioError: damaged recordings are refused, or they are a tenth of its length or more and those are not kept.
    """
    if seconds >= MAX_SHARE * length or current().damaged is not None:
        refuse_unless_kept(source, what, instead)
        return
    remark(source, f"{what}; {instead} (--damaged refuse makes it an error)")
