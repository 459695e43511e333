"""Run our commands in this process."""

import pytest
import typer
from typer.testing import CliRunner

from whisper_diarize.cli import app

FAKES = """
from whisper_diarize.testing import FakeEngines

fakes = FakeEngines()
register_transcribers = fakes.register_transcribers
register_diarizers = fakes.register_diarizers
"""


@pytest.fixture
def fakes(install):
    """Install a plugin with the fake transcriber and the fake diarizer."""
    install("fakes", FAKES)


@pytest.fixture
def transcribe():
    """Return a function that runs `transcribe` with arguments."""
    command = typer.Typer(pretty_exceptions_enable=False, add_completion=False, context_settings=app.SETTINGS)
    command.command()(app.transcribing.transcribe)
    return lambda *arguments: CliRunner().invoke(command, [str(argument) for argument in arguments])


@pytest.fixture
def whisper_diarize():
    """Return a function that runs `whisper-diarize` with arguments."""
    return lambda *arguments: CliRunner().invoke(app.group(), [str(argument) for argument in arguments])
