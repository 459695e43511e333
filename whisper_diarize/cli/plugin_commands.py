"""The commands that plugins add to `whisper-diarize`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import typer
from typer.main import get_group

from whisper_diarize.errors import PluginError
from whisper_diarize.plugins import Plugins, describe


def plugin_commands(plugins: Plugins, taken: Collection[str]) -> dict[str, typer.Typer]:
    """Return an app with the commands of each plugin that has some, by the plugin's name.

    A plugin that fails, or takes a name that is `taken`, costs a warning.
    """
    owners = dict.fromkeys(taken, "whisper-diarize")
    apps = {}
    for name, call in plugins.callers("register_commands"):
        try:
            app = _app_of(call)
            _claim(owners, command_names(app), name)
        except PluginError as error:
            plugins.discard(plugins.info(name), error)
        else:
            apps[name] = app
    return apps


def command_names(app: typer.Typer) -> tuple[str, ...]:
    """Return the names of an app's commands and groups."""
    return tuple(get_group(app).commands)


# Any: pluggy's caller of one hook
def _app_of(call: Callable[..., Any]) -> typer.Typer:
    app = typer.Typer()
    try:
        call(app=app)
        get_group(app)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a plugin may raise anything, SystemExit too
        raise PluginError(describe(error)) from error
    return app


def _claim(owners: dict[str, str], names: Collection[str], plugin: str) -> None:
    for name in names:
        if name in owners:
            raise PluginError(f"the command '{name}' is already that of '{owners[name]}'")
    owners.update(dict.fromkeys(names, plugin))
