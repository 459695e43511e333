import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import soundfile

from tests.fakes.commands import Command
from whisper_diarize.testing import tone

FAKE = ("--transcriber", "fake")


def test_lists_what_plugins_offer(whisper_diarize: Command, fakes: None) -> None:
    listed = {info["name"]: info for info in json.loads(whisper_diarize("plugins", "--json").stdout)}
    assert listed["fakes"]["components"] == ["transcriber fake", "diarizer fake"]
    assert listed["fakes"]["distribution"] == "whisper-diarize-fakes"
    assert "output format srt" in listed["formats"]["components"]


def test_shows_a_broken_plugin_with_its_reason(whisper_diarize: Command, install: Callable[[str, str], None]) -> None:
    install("broken", "import no_such_module_at_all")
    result = whisper_diarize("plugins")
    assert result.exit_code == 0
    assert (
        "broken: broken (whisper-diarize-broken 1.2): ModuleNotFoundError: No module named 'no_such_module_at_all'\n"
    ) in result.stdout


OWN = """
import typer
from whisper_diarize import hookimpl

class Count:
    extension = "count"

    def render(self, transcript):
        return f"{len(transcript.words)} words\\n"

@hookimpl
def register_exporters(register):
    register("count", lambda _: Count(), summary="how many words")

@hookimpl
def register_commands(app):
    @app.command()
    def greet():
        typer.echo("hello")
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A file with a plugin that is not installed."""
    path = tmp_path / "own.py"
    path.write_text(OWN)
    return path


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    audio = tone()
    soundfile.write(tmp_path / "talk.wav", audio.array, audio.sample_rate)
    return tmp_path / "talk.wav"


def test_commands_are_listed(whisper_diarize: Command, install: Callable[[str, str], None]) -> None:
    install("greeter", OWN)
    listed = {info["name"]: info for info in json.loads(whisper_diarize("plugins", "--json").stdout)}
    assert listed["greeter"]["commands"] == ["greet"]
    assert "command greet" in whisper_diarize("plugins").stdout


def test_plugin_that_takes_a_command_of_ours_is_left_out_and_ours_stays(
    whisper_diarize: Command, install: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    install("thief", OWN.replace("greet", "export"))
    assert "Write a transcript in other formats" in whisper_diarize("--help").stdout
    assert "left out: the command 'export' is already that of 'whisper-diarize'" in capsys.readouterr().err


def test_command_that_exits_while_it_is_added_costs_a_warning(
    whisper_diarize: Command, install: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    install("leaver", "from whisper_diarize import hookimpl\n@hookimpl\ndef register_commands(app): exit(3)")
    assert whisper_diarize("--help").exit_code == 0
    assert "left out: SystemExit: 3" in capsys.readouterr().err


def test_file_is_used_as_a_plugin_for_one_command(
    transcribe: Command, fakes: None, own: Path, talk: Path, tmp_path: Path
) -> None:
    result = transcribe(talk, *FAKE, "-f", "count", "--output-dir", tmp_path, "--plugin", own)
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "talk.count").read_text() == "2 words\n"
    assert transcribe(talk, *FAKE, "-f", "count").exit_code == 2


def test_module_is_used_as_a_plugin(whisper_diarize: Command, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(own.parent))
    (own.parent / "some_package.py").write_text(OWN)
    importlib.invalidate_caches()
    monkeypatch.delitem(sys.modules, "some_package", raising=False)
    monkeypatch.setenv("COLUMNS", "200")  # or the table breaks lines
    assert "output format count" in whisper_diarize("plugins", "--plugin", "some_package").stdout


def test_command_of_a_file_can_be_called(whisper_diarize: Command, own: Path) -> None:
    assert whisper_diarize("--plugin", own, "greet").stdout == "hello\n"
    assert whisper_diarize(f"--plugin={own}", "greet").stdout == "hello\n"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import no_such_module_at_all", "ModuleNotFoundError: No module named 'no_such_module_at_all' (line 1)"),
        ("x = 1\nraise SystemExit('no')", "SystemExit: no (line 2)"),
        ("x = 1\n(", "SyntaxError: '(' was never closed (own.py, line 2)"),
        (
            "API_VERSION = 7",
            "this is version 1; update whisper-diarize",
        ),
        ("x = 1", "implements no hook; mark its functions with @hookimpl"),
    ],
    ids=["imports", "exits", "syntax", "version", "no-hook"],
)
def test_file_that_is_no_plugin_is_one_line_with_the_reason(
    whisper_diarize: Command, own: Path, code: str, reason: str
) -> None:
    own.write_text(code)
    result = whisper_diarize("plugins", "--plugin", own)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.endswith(f"{reason}\n")
    assert str(own) in result.stderr


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gone.py", "there is no such file"),
        ("no_such_module", "there is no module 'no_such_module'; write a file"),
    ],
)
def test_plugin_that_is_not_there_is_one_line(whisper_diarize: Command, name: str, reason: str) -> None:
    result = whisper_diarize("plugins", "--plugin", name)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: plugin {name} cannot be imported: {reason}")


def test_show_has_keys_choices_defaults_and_meanings(whisper_diarize: Command) -> None:
    (shown,) = json.loads(whisper_diarize("plugins", "show", "srt", "--json").stdout)
    options = {option["key"]: option for option in shown["options"]}
    assert (shown["kind"], shown["plugin"]) == ("output format", "formats")
    assert options["speaker_labels"]["choices"] == ["change", "always", "never"]
    assert options["speaker_labels"]["default"] == "change"
    assert options["max_line_width"]["kind"] == "whole number"


def test_show_prints_a_table(whisper_diarize: Command) -> None:
    shown = whisper_diarize("plugins", "show", "rttm").stdout
    assert "output format rttm: speaker turns, for scoring tools\n" in shown
    assert "needs speakers" in shown
    assert "it has no options" in shown


def test_show_takes_a_plugin_too(whisper_diarize: Command) -> None:
    shown = json.loads(whisper_diarize("plugins", "show", "attributors", "--json").stdout)
    assert [entry["name"] for entry in shown] == ["viterbi", "overlap"]


def test_show_suggests_the_nearest_name(whisper_diarize: Command) -> None:
    result = whisper_diarize("plugins", "show", "srtt")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: there is no component 'srtt'; did you mean srt? there is: ")


def test_show_says_that_a_plugin_has_no_components(whisper_diarize: Command) -> None:
    result = whisper_diarize("plugins", "show", "audio")
    assert result.stderr.startswith("error: plugin 'audio' has no components; ")
