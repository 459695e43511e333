"""The two Typer apps.

`transcribe` has exactly one command: a second one would make Typer expect its name before the audio.
`whisper-diarize` is a group to which plugins add commands.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from whisper_diarize.plugins import Plugins, load

from . import arguments as arg
from . import attribute, cache, diarize, doctor, export, models, plugins, score, speakers
from . import transcribe as transcribing
from .interrupts import run_to_exit
from .progress import configure_logging

COMMANDS = (
    *(transcribing.transcribe, diarize.diarize),
    *(export.export, speakers.speakers, speakers.rename, speakers.merge),
    *(attribute.attribute, score.score),
    *(doctor.doctor, cache.cache, plugins.plugins),
)
SETTINGS = {
    "help_option_names": ["-h", "--help"],
    # WhisperX and openai-whisper spell options with underscores
    "token_normalize_func": lambda token: token.replace("_", "-"),
}


def transcribe() -> None:
    """Run the `transcribe` command."""
    app = _new_app()
    app.command()(transcribing.transcribe)
    run_to_exit(lambda: app(prog_name="transcribe"))


def main() -> None:
    """Run the `whisper-diarize` command."""
    run_to_exit(lambda: group(sys.argv[1:])(prog_name="whisper-diarize"))


def group(arguments: Sequence[str] = ()) -> typer.Typer:
    """Return the `whisper-diarize` group with our commands and those of plugins.

    Our commands load the plugins themselves, so if `arguments` start with one of them, nothing is loaded here.
    """
    app = _new_app()
    app.callback()(_about)
    for command in COMMANDS:
        app.command()(command)
    app.add_typer(models.group(), name="models")
    if not arguments or arguments[0] not in {"models", *(command.__name__ for command in COMMANDS)}:
        configure_logging(quiet=False, verbose=False)
        _add_plugin_commands(app, load())
    return app


def _new_app() -> typer.Typer:
    return typer.Typer(
        pretty_exceptions_enable=False, add_completion=False, no_args_is_help=True, context_settings=SETTINGS
    )


def _add_plugin_commands(app: typer.Typer, loaded: Plugins) -> None:
    for name, call in loaded.callers("register_commands"):
        try:
            call(app=app)
        except Exception as error:  # noqa: BLE001  a plugin may raise anything
            loaded.discard(loaded.info(name), error)


def _about(version: arg.Version = False) -> None:
    """Who said what: speaker-attributed transcripts, made on your own machine."""
