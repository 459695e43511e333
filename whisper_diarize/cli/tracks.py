"""`--track-per-speaker`: the recordings of the command line as one conversation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from whisper_diarize.errors import OptionError
from whisper_diarize.sources import Tracks


def tracks_of(recordings: Sequence[str], offsets: str, *, is_batch: bool) -> Tracks:
    """Return the recordings as the tracks of one.

    Raises:
        OptionError: it is a batch, there are fewer than two, or the offsets are not one for each.
    """
    if is_batch:
        raise OptionError("--track-per-speaker is for the recordings of one conversation, not for a batch")
    return Tracks(tuple(recordings), offsets if offsets in {"start", "sound"} else _seconds(offsets))  # type: ignore[arg-type]


def inputs_of(transcript: Path | None, tracks: Tracks | None) -> tuple[Path, ...]:
    """Return the files that are read beside the recording of a job: no output replaces them."""
    saved = () if transcript is None else (transcript,)
    return (*saved, *(Path(path) for path in (tracks.paths if tracks else ())))


def _seconds(text: str) -> tuple[float, ...]:
    try:
        numbers = tuple(float(number) for number in text.split(","))
    except ValueError:
        numbers = (math.nan,)
    if not all(map(math.isfinite, numbers)):
        raise OptionError(f"--track-offsets {text}: give start, sound, or the seconds of each recording, as in 0,2.5")
    return numbers
