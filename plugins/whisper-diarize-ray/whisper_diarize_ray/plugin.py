"""The hook implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whisper_diarize import hookimpl

if TYPE_CHECKING:
    import typer

API_VERSION = 1


@hookimpl
def register_commands(app: typer.Typer) -> None:
    """Add the command `ray`."""
    from .command import transcribe_on_ray  # noqa: PLC0415  only when the command line is built

    app.command("ray")(transcribe_on_ray)
