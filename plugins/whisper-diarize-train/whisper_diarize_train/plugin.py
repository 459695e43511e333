"""The plugin: adds `whisper-diarize train`."""

from typing import TYPE_CHECKING

from whisper_diarize import hookimpl

if TYPE_CHECKING:
    import typer


API_VERSION = 1


@hookimpl
def register_commands(app: "typer.Typer") -> None:
    """Add the group `train`."""
    from whisper_diarize_train.commands import train  # noqa: PLC0415 - only when the command line is built

    app.add_typer(train, name="train")
