"""Channels: are they separate voices, and which sounds leak from one into another. Decided by sound alone; no I/O."""

from .levels import FRAME_SECONDS, Levels
from .verdict import Verdict, judge

__all__ = ["FRAME_SECONDS", "Levels", "Verdict", "judge"]
