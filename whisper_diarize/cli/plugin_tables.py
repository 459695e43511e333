"""Plugins and their components as tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from whisper_diarize.plugins import PluginInfo, Plugins
from whisper_diarize.registry import Entry

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def print_plugins(infos: Sequence[PluginInfo]) -> None:
    """Print what each plugin offers, then why some cannot be used."""
    from rich.markup import escape  # noqa: PLC0415  rich is slow to import

    console, table = _table("plugin", "from", "offers", "hooks")
    for info in infos:
        offers = "\n".join((*info.components, *(f"command {name}" for name in info.commands)))
        shown = "[red]broken[/red]" if info.error else escape(offers)
        table.add_row(escape(info.name), escape(info.origin), shown, "\n".join(info.hooks))
    console.print(table)
    for info in infos:
        if info.error:
            console.print(f"[red]broken[/red]: {escape(info.name)} ({escape(info.origin)}): {escape(info.error)}")


# Any: components of all kinds
def print_components(plugins: Plugins, entries: Sequence[Entry[Any]]) -> None:
    """Print the options of components, a table each."""
    from rich.markup import escape  # noqa: PLC0415  rich is slow to import

    for entry in entries:
        console, table = _table("-o " + escape(f"{entry.name}.KEY=VALUE"), "value", "default", "meaning")
        origin = plugins.info(entry.plugin).origin
        console.print(f"[bold]{escape(f'{entry.kind} {entry.name}')}[/bold]: {escape(entry.summary)}")
        console.print(escape(f"from plugin '{entry.plugin}' ({origin}){_only_when(entry)}"))
        for option in entry.describe_options():
            value = " | ".join(option.choices) or option.kind
            table.add_row(*map(escape, (option.key, value, option.default, option.meaning)))
        console.print(table if table.rows else "it has no options")
        console.print()


def _only_when(entry: Entry[Any]) -> str:
    """Say when the format is written."""
    reasons = (("on request only", entry.on_request), ("needs speakers", entry.needs_speakers))
    return "".join(f"; {reason}" for reason, holds in reasons if holds)


def _table(*columns: str) -> tuple[Console, Table]:
    from rich.console import Console  # noqa: PLC0415  rich is slow to import
    from rich.table import Table  # noqa: PLC0415

    table = Table(*columns)
    for column in table.columns:
        column.overflow = "fold"
    return Console(highlight=False, soft_wrap=True), table
