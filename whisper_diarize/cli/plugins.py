"""`whisper-diarize plugins`: list plugins, show the options of a component, begin a plugin of one's own."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from whisper_diarize.errors import OptionError
from whisper_diarize.plugins import PluginInfo, load
from whisper_diarize.scaffold import KINDS, write_plugin

from . import arguments as arg
from . import completion as complete
from .errors import handled
from .plugin_commands import command_names, plugin_commands
from .plugin_tables import print_components, print_plugins
from .progress import configure_logging
from .terminal import out

Name = Annotated[
    str,
    Argument(metavar="NAME", help="A component, such as srt or mlx, or a plugin.", autocompletion=complete.components),
]
NewName = Annotated[str, Argument(metavar="NAME", help="What users will type: small letters, digits, hyphens.")]
Kind = Annotated[str, Option(metavar="KIND", help=f"The kind of plugin: {', '.join(KINDS)}.")]
Folder = Annotated[Path, Option("--output-dir", metavar="DIR", help="The folder in which to make its own folder.")]


def group() -> typer.Typer:
    """Return the commands."""
    app = typer.Typer(invoke_without_command=True)
    app.callback()(list_plugins)
    app.command("show")(show)
    app.command("new")(new)
    return app


def list_plugins(context: typer.Context, plugin: arg.NamedPlugins = None, as_json: arg.Json = False) -> None:
    """List plugins: their distributions, components, commands and hooks, and why one does not work.

    Examples:

        whisper-diarize plugins

        whisper-diarize plugins show srt

        whisper-diarize plugins new shout --kind post-processor
    """
    if context.invoked_subcommand is not None:
        return
    configure_logging(quiet=True, verbose=False)
    with handled():
        infos = _infos()
    if as_json:
        out(json.dumps([asdict(info) for info in infos], indent=2) + "\n")
    else:
        print_plugins(infos)


def show(name: Name, plugin: arg.NamedPlugins = None, as_json: arg.Json = False) -> None:
    """Show the options of a component: keys, types, defaults and meanings.

    Examples:

        whisper-diarize plugins show srt

        whisper-diarize plugins show mlx --json
    """
    configure_logging(quiet=False, verbose=False)
    with handled():
        loaded = load()
        entries = loaded.find(name)
    if as_json:
        described = [
            {
                "kind": entry.kind,
                "name": entry.name,
                "summary": entry.summary,
                "plugin": entry.plugin,
                "origin": loaded.info(entry.plugin).origin,
                "on_request": entry.on_request,
                "needs_speakers": entry.needs_speakers,
                "options": [asdict(option) for option in entry.describe_options()],
            }
            for entry in entries
        ]
        out(json.dumps(described, indent=2, ensure_ascii=False) + "\n")
    else:
        print_components(loaded, entries)


def new(name: NewName, kind: Kind = "post-processor", output_dir: Folder = Path()) -> None:
    """Write a package with a plugin that works, and tests that pass: a start for one's own.

    Examples:

        whisper-diarize plugins new shout --kind post-processor
    """
    configure_logging(quiet=False, verbose=False)
    with handled():
        if any(name in registry for registry in load().registries.values()):
            raise OptionError(f"there is a component called '{name}' already; choose another name")
        folder = write_plugin(name, kind, output_dir)
    quoted = shlex.quote(str(folder))
    out(f"wrote {folder}\nnext: pip install -e {quoted} && python -m pytest {quoted}\n")


def _infos() -> Sequence[PluginInfo]:
    """Return the listing of each plugin, with its commands."""
    loaded = load()
    commands = {name: command_names(app) for name, app in plugin_commands(loaded, ()).items()}
    return [replace(info, commands=commands.get(info.name, ())) for info in loaded.infos]
