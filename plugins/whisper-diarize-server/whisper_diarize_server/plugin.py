"""The hook implementations: the commands of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whisper_diarize import hookimpl

if TYPE_CHECKING:
    import typer

API_VERSION = 1


@hookimpl
def register_commands(app: typer.Typer) -> None:
    """Add `serve` and `review`."""
    from .commands import serve  # noqa: PLC0415  the command line of others need not wait for it
    from .review_command import review  # noqa: PLC0415  likewise

    app.command()(serve)
    app.command()(review)
