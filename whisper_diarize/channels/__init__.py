"""Channels: are they separate voices, and which sounds leak from one into another. Decided by sound alone; no I/O."""

from .activity import active_stretches
from .align import offset_seconds
from .echo import Echoes, Leak
from .levels import FRAME_SECONDS, Levels, levels_of
from .verdict import Verdict, judge

__all__ = [
    "FRAME_SECONDS",
    "Echoes",
    "Leak",
    "Levels",
    "Verdict",
    "active_stretches",
    "judge",
    "levels_of",
    "offset_seconds",
]
