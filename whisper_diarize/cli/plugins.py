"""`whisper-diarize plugins`: what is installed, what it offers, what is broken."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from whisper_diarize.plugins import PluginInfo, load

from .progress import configure_logging


def plugins(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List plugins: where they come from, what they offer, and why one does not work."""
    configure_logging(quiet=True, verbose=False)
    infos = load().infos
    if as_json:
        sys.stdout.write(json.dumps([asdict(info) for info in infos], indent=2) + "\n")
    else:
        _print_table(infos)


def _print_table(infos: list[PluginInfo]) -> None:
    from rich.console import Console  # noqa: PLC0415  rich is slow to import
    from rich.markup import escape  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    console = Console(soft_wrap=True)
    table = Table("plugin", "from", "offers", "hooks")
    for column in table.columns:
        column.overflow = "fold"
    for info in infos:
        offers = "[red]broken[/red]" if info.error else escape("\n".join(info.components))
        table.add_row(escape(info.name), escape(info.origin), offers, "\n".join(info.hooks))
    console.print(table)
    for info in infos:
        if info.error:
            console.print(f"[red]broken[/red]: {escape(info.name)} ({escape(info.origin)}): {escape(info.error)}")
