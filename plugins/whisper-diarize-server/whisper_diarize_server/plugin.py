"""The hook implementations: the commands of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whisper_diarize import Diarizer, Register, Transcriber, hookimpl

from .remote_options import RemoteOptions

if TYPE_CHECKING:
    import typer

    from .remote import Remote

API_VERSION = 1


@hookimpl
def register_commands(app: typer.Typer) -> None:
    """Add `serve` and `review`."""
    from .commands import serve  # noqa: PLC0415  the command line of others need not wait for it
    from .review_command import review  # noqa: PLC0415  likewise

    app.command()(serve)
    app.command()(review)


@hookimpl
def register_transcribers(register: Register[Transcriber]) -> None:
    """Offer `transcribe --remote URL`."""
    register("remote", _remote, options=RemoteOptions, summary="a server that runs `whisper-diarize serve`")


@hookimpl
def register_diarizers(register: Register[Diarizer]) -> None:
    """Offer the speakers of a server."""
    register("remote", _remote, options=RemoteOptions, summary="a server that runs `whisper-diarize serve`")


def _remote(options: RemoteOptions) -> Remote:
    from .remote import Remote  # noqa: PLC0415  listing plugins need not wait for NumPy

    return Remote(options)
