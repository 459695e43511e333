"""Load plugins: our own, those that are installed, registered, or handed over; each isolated from the others.

An installed plugin that cannot be imported or used costs one warning and its own components, never the run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint
from types import ModuleType

import pluggy

from whisper_diarize import hookspecs
from whisper_diarize.errors import PluginError
from whisper_diarize.version import __version__

from . import sources
from .plugin_set import PluginInfo, Plugins
from .sources import IMPORT_SECONDS, time_limit

__all__ = ["PluginInfo", "Plugins", "load", "register", "unregister"]

TRACE = "WHISPER_DIARIZE_TRACE_PLUGINS"


def load(extra: Sequence[object] = (), *, installed: bool = True) -> Plugins:
    """Load our own plugins, those that are installed or registered (unless told not to), and `extra` ones.

    The environment variable WHISPER_DIARIZE_DISABLE_PLUGINS (names, comma-separated; `all`) leaves installed ones out;
    WHISPER_DIARIZE_TRACE_PLUGINS=1 writes every hook call to standard error.

    Raises:
        PluginError: a registered or an extra plugin is not valid. It was asked for by name, so it is no warning.
    """
    plugins = _builtin_plugins()
    if installed:
        for point in sources.installed():
            _add_installed(plugins, point)
        for info, plugin in _registered:
            _add_once(plugins, info, plugin)
    for number, plugin in enumerate(extra, start=1):
        _add_once(plugins, PluginInfo(_name_of(plugin, number)), plugin)
    return plugins


_registered: list[tuple[PluginInfo, object]] = []


def register(plugin: object, *, name: str = "", source: str = "this program") -> None:
    """Use a plugin, a module or an object with hook implementations, in all that this process does from now on.

    Sessions that exist keep the plugins that they have. `plugins=[...]` is for one call or session only. `name` is what
    listings call it, and `source` where they say that it comes from.

    Raises:
        PluginError: it is not valid, or implements no hook.
    """
    if any(known is plugin for _, known in _registered):
        return
    info = PluginInfo(name or _name_of(plugin, len(_registered) + 1), source=source)
    plugins = _builtin_plugins()
    try:
        plugins.add(info, plugin)
    except PluginError as error:
        raise PluginError(f"plugin '{info.name}' ({source}) cannot be used: {error}") from error
    if not plugins.infos[-1].hooks:
        raise PluginError(f"plugin '{info.name}' ({source}) implements no hook; mark its functions with @hookimpl")
    _registered.append((info, plugin))


def unregister(plugin: object) -> None:
    """Undo `register`; a plugin that is not registered is no error."""
    _registered[:] = [(info, known) for info, known in _registered if known is not plugin]


def _builtin_plugins() -> Plugins:
    plugins = Plugins(_manager())
    for module in _builtin_modules():
        name = module.__name__.rpartition(".")[2]
        plugins.add(PluginInfo(name, "whisper-diarize", __version__, builtin=True), module)
    return plugins


def _add_installed(plugins: Plugins, point: EntryPoint) -> None:
    """Import an installed plugin and add it; if that fails, it costs a warning."""
    info = PluginInfo(point.name, point.dist.name if point.dist else "", point.dist.version if point.dist else "")
    try:
        with time_limit(IMPORT_SECONDS):
            plugins.add(info, point.load())
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  other people's code may raise anything, SystemExit too
        plugins.discard(info, error)


def _add_once(plugins: Plugins, info: PluginInfo, plugin: object) -> None:
    if not plugins.manager.is_registered(plugin):
        plugins.add(info, plugin)


def _name_of(plugin: object, number: int) -> str:
    return str(getattr(plugin, "__name__", f"{type(plugin).__name__} {number}"))


def _manager() -> pluggy.PluginManager:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    if os.environ.get(TRACE, "0") not in ("", "0"):
        manager.trace.root.setwriter(sys.stderr.write)
        manager.enable_tracing()
    return manager


def _builtin_modules() -> tuple[ModuleType, ...]:
    from whisper_diarize.builtin import (  # noqa: PLC0415  they import this package
        attributors,
        audio,
        diarizers,
        formats,
        identifiers,
        models,
        post_processors,
        readers,
        transcribers,
    )

    return (audio, transcribers, models, diarizers, attributors, identifiers, post_processors, formats, readers)
