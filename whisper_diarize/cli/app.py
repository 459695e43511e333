"""The two Typer apps.

`transcribe` has exactly one command: a second one would make Typer expect its name before the audio.
`whisper-diarize` is a group to which plugins add commands.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from typing import NoReturn

import typer

from whisper_diarize.errors import PluginError
from whisper_diarize.plugins import PluginInfo, Plugins, import_plugin, load

from . import arguments as arg
from . import attribute, cache, diarize, doctor, export, models, plugins, score, speakers, undo, voices
from . import transcribe as transcribing
from .interrupts import end_program
from .plugin_commands import command_names, plugin_commands
from .progress import configure_logging
from .terminal import exit_code

COMMANDS = (
    *(transcribing.transcribe, diarize.diarize),
    *(export.export, speakers.speakers, speakers.rename, speakers.merge, undo.undo),
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
    app = _new_app()
    app.command()(transcribing.transcribe)
    _end(app, "transcribe")


def main() -> None:
    """Run the `whisper-diarize` command."""
    _end(group(sys.argv[1:]), "whisper-diarize")


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
    app = _new_app()
    app.callback()(_about)
    for command in COMMANDS:
        app.command()(command)
    app.add_typer(models.group(), name="models")
    app.add_typer(voices.group(), name="voices")
    app.add_typer(plugins.group(), name="plugins")
    ours = command_names(app)
    named, wanted = _split(arguments)
    if wanted not in ours:
        configure_logging(quiet=False, verbose=False)
        for added in plugin_commands(_loaded(named), ours).values():
            app.registered_commands += added.registered_commands
            app.registered_groups += added.registered_groups
    return app


def _new_app() -> typer.Typer:
    return typer.Typer(
        pretty_exceptions_enable=False, add_completion=False, no_args_is_help=True, context_settings=SETTINGS
    )


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
