from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.commands import Command

BROKEN = """
from whisper_diarize import hookimpl

@hookimpl
def register_commands(app):
    raise RuntimeError("oops")
"""


def test_commands_of_a_broken_plugin_cost_a_warning_only(
    whisper_diarize: Command, install: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    install("broken", BROKEN)
    result = whisper_diarize("--help")
    assert result.exit_code == 0
    warning = "warning: plugin 'broken' (whisper-diarize-broken 1.2) is left out: RuntimeError: oops\n"
    assert capsys.readouterr().err == warning


def test_plugin_that_cannot_be_imported_is_warned_of_once(
    whisper_diarize: Command,
    fakes: None,
    install: Callable[[str, str], None],
    interview: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    install("broken", "import no_such_module_at_all")
    result = whisper_diarize("diarize", interview, "--diarizer", "fake")
    assert (result.stderr + capsys.readouterr().err).count("warning: plugin 'broken'") == 1
