"""The commands that plugins add to `whisper-diarize`."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Collection
from typing import Any

import typer
from typer.main import get_group

from whisper_diarize.components import Part
from whisper_diarize.errors import PluginError, WhisperDiarizeError
from whisper_diarize.plugins import TRACE, Plugins, describe

from .errors import handled

# Any: Typer does not publish the base of its errors of usage
ENDS: tuple[Any, ...] = (typer.Exit, typer.Abort, typer.BadParameter.__mro__[2])
"""Exceptions with which a command ends on purpose."""


def plugin_commands(plugins: Plugins, taken: Collection[str]) -> dict[str, typer.Typer]:
    """Return an app with the commands of each plugin that has some, by the plugin's name.

    A plugin that fails, or takes a name that is `taken`, costs a warning.
    """
    owners = dict.fromkeys(taken, "whisper-diarize")
    apps = {}
    for name, call in plugins.callers("register_commands"):
        try:
            app = _app_of(call)
            _guard(app, plugins.info(name).label)
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


def _guard(app: typer.Typer, label: str) -> None:
    """Let the commands of a plugin fail with one line that names it."""
    for command in app.registered_commands:
        if command.callback is not None:
            command.callback = _guarded(command.callback, command.callback.__name__, label)
    for group in app.registered_groups:
        if group.typer_instance is not None:
            _guard(group.typer_instance, label)


# Any: a command's own arguments and result
def _guarded(callback: Callable[..., Any], name: str, label: str) -> Callable[..., Any]:
    part = Part("command", name.replace("_", "-"), callback, label)

    @functools.wraps(callback)
    def run(*arguments: Any, **named: Any) -> Any:
        with handled():
            try:
                return callback(*arguments, **named)
            except (*ENDS, SystemExit, KeyboardInterrupt, WhisperDiarizeError):
                raise
            except BaseException as error:
                if os.environ.get(TRACE, "0") not in {"", "0"}:
                    raise
                raise part.failed(describe(error)) from error

    return run


def _claim(owners: dict[str, str], names: Collection[str], plugin: str) -> None:
    for name in names:
        if name in owners:
            raise PluginError(f"the command '{name}' is already that of '{owners[name]}'")
    owners.update(dict.fromkeys(names, plugin))
