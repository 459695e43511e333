"""The hook implementations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whisper_diarize import Diarizer, Register, hookimpl

from .installed import require_pyannote
from .options import PyannoteOptions

if TYPE_CHECKING:
    import typer


API_VERSION = 1


@hookimpl
def register_diarizers(register: Register[Diarizer]) -> None:
    """Offer `--diarizer pyannote`."""
    register("pyannote", _make, options=PyannoteOptions, summary="pyannote.audio itself, on torch; for comparison")


@hookimpl
def register_commands(app: typer.Typer) -> None:
    """Add the group `pyannote`."""
    from .commands import group  # noqa: PLC0415  only when the command line is built

    app.add_typer(group, name="pyannote")


def _make(options: PyannoteOptions) -> Diarizer:
    require_pyannote()
    from .engine import PyannoteDiarizer  # noqa: PLC0415  it imports torch

    return PyannoteDiarizer(options)
