"""The length that a recording's header declares, to compare with the length that is decoded.

Only of formats whose writers know it: FFmpeg estimates those of others from the size of the file.
"""

from __future__ import annotations

import re

import av

MEASURED = {"aiff", "asf", "au", "avi", "caf", "flac", "mov", "mp4", "tta", "w64", "wav", "wv"}
"""Formats that declare the length of each track."""

MATROSKA = {"matroska", "webm"}
DURATION = re.compile(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)", re.ASCII)


def declared_end(container: av.container.InputContainer, track: av.AudioStream) -> float | None:
    """Return the time at which a track should end, in seconds on the clock of its container; None if it does not tell.

    Matroska has the time of the whole; FFmpeg and mkvmerge write that of each track among its tags.
    """
    names = set(container.format.name.split(","))
    if names & MEASURED and track.duration is not None and track.time_base is not None:
        return float((track.duration + (track.start_time or 0)) * track.time_base)
    if not names & MATROSKA:
        return None
    tag = DURATION.fullmatch(track.metadata.get("DURATION", ""))
    if tag:
        hours, minutes, seconds = tag.groups()
        return 3600 * float(hours) + 60 * float(minutes) + float(seconds)
    if len(container.streams) == 1 and container.duration is not None:
        return ((container.start_time or 0) + container.duration) / av.time_base
    return None
