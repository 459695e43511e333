"""`transcribe --remote URL`: the engine `remote` of the plugin server does whole jobs."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from whisper_diarize.errors import OptionError
from whisper_diarize.plugins import Plugins

from .component_flags import DIARIZER_FLAGS
from .typed_flags import typed_flags

REMOTE = "remote"


def on_server(
    context: typer.Context, url: str, assignments: Sequence[str], plugins: Plugins
) -> tuple[str, str, list[str]]:
    """Return the engine, the diarizer and the assignments of options for work on a server.

    Raises:
        OptionError: the plugin is not installed, or an option is one of a diarizer on this machine.
    """
    if REMOTE not in plugins.transcribers.names:
        raise OptionError("--remote needs the plugin server: pip install whisper-diarize-server")
    if typed_flags(context, DIARIZER_FLAGS):
        raise OptionError(
            "--remote: the server has a diarization model of its own; leave out --diarization-model, -mode"
        )
    return REMOTE, REMOTE, [*assignments, f"{REMOTE}.url={url}"]
