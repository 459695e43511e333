"""The two Typer apps.

`transcribe` has exactly one command: a second one would make Typer expect its name before the audio.
`whisper-diarize` is a group to which plugins add commands.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import typer
from typer.main import get_command

from whisper_diarize.configuration import Commands
from whisper_diarize.errors import PluginError
from whisper_diarize.plugins import PluginInfo, Plugins, import_plugin, load

from . import arguments as arg
from . import (
    attribute,
    cache,
    config,
    corrections,
    diarize,
    doctor,
    export,
    models,
    plugins,
    score,
    speakers,
    undo,
    voices,
)
from . import transcribe as transcribing
from .configured import ConfiguredCommand, configure
from .interrupts import end_program
from .man import man_command
from .option_specs import commands_of
from .plugin_commands import command_names, plugin_commands
from .progress import configure_logging
from .terminal import exit_code

COMMANDS = (
    *(transcribing.transcribe, diarize.diarize),
    *(export.export, speakers.speakers, speakers.rename, speakers.merge, undo.undo),
    corrections.corrections,
    *(attribute.attribute, score.score),
    *(doctor.doctor, cache.cache),
)


def _our_spelling(token: str) -> str:
    """Return our name of an option: WhisperX and openai-whisper spell options with underscores."""
    return {"diarize-model": "diarization-model"}.get(name := token.replace("_", "-"), name)


SETTINGS = {
    "help_option_names": ["-h", "--help"],
    "token_normalize_func": _our_spelling,
}


def transcribe() -> None:
    """Run the `transcribe` command."""
    _end(transcribe_app(), "transcribe")


def main() -> None:
    """Run the `whisper-diarize` command."""
    _end(group(sys.argv[1:]), "whisper-diarize")


def transcribe_app() -> typer.Typer:
    """Return the app of the one command."""
    app = _new_app()
    app.command()(transcribing.transcribe)
    configure(app, _Configured)
    return app


def _end(app: typer.Typer, name: str) -> NoReturn:
    """Run an app and end the program, also if its output was not taken."""
    try:
        app(prog_name=name)
        code: str | int | None = 0
    except SystemExit as end:
        code = end.code
    end_program(code or exit_code())


def group(arguments: Sequence[str] = ()) -> typer.Typer:
    """Return the `whisper-diarize` group with our commands and those of plugins.

    Our commands load the plugins themselves, so if `arguments` ask for one of them, nothing is loaded here.
    """
    app = _our_group()
    ours = command_names(app)
    named, wanted = _split(arguments)
    if wanted not in ours:
        configure_logging(quiet=False, verbose=False)
        _add_commands(app, _loaded(named), ours)
    configure(app, _Configured)
    app.add_typer(config.group(_commands_with_plugins), name="config")
    app.command()(man_command(_roots))
    return app


def _our_group() -> typer.Typer:
    """Return the group with our commands, but for `config`, which is about those commands."""
    app = _new_app()
    app.callback()(_about)
    for command in COMMANDS:
        app.command()(command)
    app.add_typer(models.group(), name="models")
    app.add_typer(voices.group(), name="voices")
    app.add_typer(plugins.group(), name="plugins")
    return app


def _add_commands(app: typer.Typer, loaded: Plugins, ours: Sequence[str]) -> None:
    for added in plugin_commands(loaded, ours).values():
        app.registered_commands += added.registered_commands
        app.registered_groups += added.registered_groups


def _commands_with_plugins() -> Commands:
    """Return our commands and those of plugins, as configuration files know them."""
    app = _our_group()
    _add_commands(app, load(), command_names(app))
    return commands_of(get_command(app))


# Any: Typer publishes no type of its commands
def _roots() -> dict[str, Any]:
    """Return our two commands, with those of plugins."""
    return {"transcribe": get_command(transcribe_app()), "whisper-diarize": get_command(group(["--help"]))}


class _Configured(ConfiguredCommand):
    def known_commands(self) -> tuple[Commands, Callable[[], Commands]]:
        return commands_of(get_command(_our_group())), _commands_with_plugins


def _new_app() -> typer.Typer:
    return typer.Typer(pretty_exceptions_enable=False, no_args_is_help=True, context_settings=SETTINGS)


def _split(arguments: Sequence[str]) -> tuple[list[str], str]:
    """Return the plugins that are named in front of the command, and the command."""
    named = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--plugin":
            named.append(next(rest, ""))
        elif argument.startswith("--plugin="):
            named.append(argument.removeprefix("--plugin="))
        elif not argument.startswith("-"):
            return named, argument
    return named, ""


def _loaded(names: Sequence[str]) -> Plugins:
    """Load the installed plugins and those that are named; `--plugin` itself complains of one that is not usable."""
    loaded = load()
    for name in names:
        with contextlib.suppress(PluginError):
            loaded.add(PluginInfo(name), import_plugin(name))
    return loaded


def _about(plugin: arg.NamedPlugins = None, version: arg.Version = False) -> None:
    """Speaker-attributed transcripts, made on your own machine."""
