"""Plugins: where they come from, which ones take part in a run, and what they registered."""

from .loading import TRACE, load, register, unregister
from .plugin_set import PluginInfo, Plugins
from .sources import IMPORT_SECONDS, describe, import_plugin, installed, time_limit

__all__ = [
    "IMPORT_SECONDS",
    "TRACE",
    "PluginInfo",
    "Plugins",
    "describe",
    "import_plugin",
    "installed",
    "load",
    "register",
    "time_limit",
    "unregister",
]
