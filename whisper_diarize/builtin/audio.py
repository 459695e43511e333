"""The reader of audio and video files and of standard input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whisper_diarize.hookspecs import hookimpl

if TYPE_CHECKING:
    from whisper_diarize.records import Audio


@hookimpl(trylast=True)
def open_audio(source: str, sample_rate: int) -> Audio:
    """Open a file, or standard input for `-`."""
    from whisper_diarize.audio import open_audio as read  # noqa: PLC0415

    return read(source, sample_rate)
