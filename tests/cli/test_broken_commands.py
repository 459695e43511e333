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


FAILING = """
from whisper_diarize import hookimpl

@hookimpl
def register_commands(app):
    @app.command()
    def boom():
        raise {error}
"""


def test_a_command_of_a_plugin_that_fails_is_one_line_that_names_it(
    whisper_diarize: Command, install: Callable[[str, str], None]
) -> None:
    install("broken", FAILING.format(error="KeyError('x')"))
    result = whisper_diarize("boom")
    assert result.exit_code == 1
    line = "the command 'boom' of plugin 'broken' (whisper-diarize-broken 1.2) failed: KeyError: 'x'"
    assert result.stderr == f"error: {line}\n"


def test_a_command_of_a_plugin_may_end_as_it_likes(
    whisper_diarize: Command, install: Callable[[str, str], None]
) -> None:
    install("broken", FAILING.format(error="SystemExit(7)"))
    assert whisper_diarize("boom").exit_code == 7


def test_a_failure_is_shown_whole_where_plugins_are_traced(
    whisper_diarize: Command, install: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    install("broken", FAILING.format(error="KeyError('x')"))
    monkeypatch.setenv("WHISPER_DIARIZE_TRACE_PLUGINS", "1")
    assert isinstance(whisper_diarize("boom").exception, KeyError)
