"""The two Typer apps.

`transcribe` has exactly one command: a second one would make Typer expect its name before the audio.
`whisper-diarize` is a group to which plugins add commands.
"""

from __future__ import annotations

import typer

from whisper_diarize.plugins import PluginInfo, Plugins, load

from . import arguments as arg
from . import diarize, plugins
from . import transcribe as transcribing

SETTINGS = {
    "help_option_names": ["-h", "--help"],
    # WhisperX and openai-whisper spell options with underscores
    "token_normalize_func": lambda token: token.replace("_", "-"),
}


def transcribe() -> None:
    """Run the `transcribe` command."""
    app = _new_app()
    app.command()(transcribing.transcribe)
    app(prog_name="transcribe")


def main() -> None:
    """Run the `whisper-diarize` command."""
    group()(prog_name="whisper-diarize")


def group() -> typer.Typer:
    """Return the `whisper-diarize` group with our commands and those of plugins."""
    app = _new_app()
    app.callback()(_about)
    app.command()(transcribing.transcribe)
    app.command()(diarize.diarize)
    app.command()(plugins.plugins)
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
            loaded.discard(PluginInfo(name), error)


def _about(version: arg.Version = False) -> None:
    """Who said what: speaker-attributed transcripts, made on your own machine."""
