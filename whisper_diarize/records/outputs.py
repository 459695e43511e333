"""The way from a result to its formats and files, which records do not know.

`AttributedTranscript.render` and `.save` go through it. The package connects it when it is imported, so that `records`
depends on no format, and formats are imported when they are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

Transcript = Any  # an AttributedTranscript, whose module imports this one


class Outputs(Protocol):
    """The functions behind `render` and `save`: those of `whisper_diarize.documents`."""

    def render(
        self,
        transcript: Transcript,
        output_format: str,
        options: Mapping[str, object],
        recording: str | Path | None = None,
    ) -> str | bytes:
        """Return the contents of a file."""

    def save(
        self, transcript: Transcript, path: str | Path, output_format: str | None, options: Mapping[str, object]
    ) -> Path:
        """Write a file and return its path."""


_connected: list[Outputs] = []


def connect(outputs: Outputs) -> None:
    """Set the functions that `outputs` returns."""
    _connected[:] = [outputs]


def outputs() -> Outputs:
    """Return the functions that were connected."""
    return _connected[0]
