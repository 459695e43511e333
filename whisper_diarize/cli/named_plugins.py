"""`--plugin FILE.py|MODULE`: plugins that are used without being installed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import typer

from whisper_diarize.plugins import import_plugin, register, unregister

from .errors import handled


def use_plugins(context: typer.Context, names: list[str] | None) -> list[str] | None:
    """Register the plugins that a user names, until the command is over."""
    if context.resilient_parsing:  # a shell completes: that runs no code
        return names
    with handled():
        for name in names or ():
            plugin = import_plugin(name)
            register(plugin, name=Path(name).stem if name.endswith(".py") else name, source=name)
            context.call_on_close(partial(unregister, plugin))
    return names
