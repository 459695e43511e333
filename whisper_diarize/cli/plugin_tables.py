"""Plugins and their components as tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from whisper_diarize.plugins import PluginInfo, Plugins
from whisper_diarize.registry import Entry

from .terminal import console

if TYPE_CHECKING:
    from rich.table import Table


def print_plugins(infos: Sequence[PluginInfo]) -> None:
    """Print the components of each plugin, then the reasons why some cannot be used."""
    screen, table = console(), _table("plugin", "from", "offers", "hooks")
    for info in infos:
        offers = "\n".join((*info.components, *(f"command {name}" for name in info.commands)))
        shown = "broken" if info.error else offers
        table.add_row(info.name, info.origin, shown, "\n".join(info.hooks), style="red" if info.error else None)
    screen.print(table)
    for info in infos:
        if info.error:
            screen.print(f"broken: {info.name} ({info.origin}): {info.error}", style="red")


# Any: components of all kinds
def print_components(plugins: Plugins, entries: Sequence[Entry[Any]]) -> None:
    """Print the options of components, a table each."""
    screen = console()
    for entry in entries:
        table = _table(f"-o {entry.name}.KEY=VALUE", "value", "default", "meaning")
        origin = plugins.info(entry.plugin).origin
        screen.print(f"{entry.kind} {entry.name}: {entry.summary}", style="bold")
        screen.print(f"from plugin '{entry.plugin}' ({origin}){_only_when(entry)}")
        for option in entry.describe_options():
            value = " | ".join(option.choices) or option.kind
            table.add_row(option.key, value, option.default, option.meaning)
        screen.print(table if table.rows else "it has no options")
        screen.print()


def _only_when(entry: Entry[Any]) -> str:
    """Say when the format is written."""
    reasons = (("on request only", entry.on_request), ("needs speakers", entry.needs_speakers))
    return "".join(f"; {reason}" for reason, holds in reasons if holds)


def _table(*columns: str) -> Table:
    from rich.table import Table  # noqa: PLC0415  rich is slow to import

    table = Table(*columns)
    for column in table.columns:
        column.overflow = "fold"
    return table
