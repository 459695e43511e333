"""Configuration files at work: what holds, what is said, and the commands about them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.main import get_command

from tests.fakes.commands import Command
from whisper_diarize.cli import app
from whisper_diarize.cli.option_specs import commands_of

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

GUIDE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
FAKE = "[transcribe]\ntranscriber = 'fake'\ndiarizer = 'fake'\noutput-dir = 'out'\n"


@pytest.fixture
def configure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Return a function that writes a file, the only one that is used; it returns its folder."""

    def write(text: str) -> Path:
        path = tmp_path / "mine" / "whisper-diarize.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        monkeypatch.setenv("WHISPER_DIARIZE_CONFIG", str(path))
        return path.parent

    return write


def test_file_sets_options_and_its_folder_is_that_of_relative_paths(
    transcribe: Command, interview: Path, fakes: None, configure: Callable[[str], Path]
) -> None:
    folder = configure(
        FAKE + "output-format = ['txt', 'srt']\ndiarize = true\n[options.srt]\nspeaker-labels = 'always'"
    )
    result = transcribe(interview)
    assert result.exit_code == 0
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["interview.srt", "interview.txt"]
    assert "SPEAKER_01: " in (folder / "out" / "interview.srt").read_text()


def test_what_is_typed_holds_before_the_file(
    transcribe: Command, interview: Path, fakes: None, configure: Callable[[str], Path], tmp_path: Path
) -> None:
    configure(FAKE + "diarize = true\noutput-format = 'srt'\n[options.srt]\nspeaker-labels = 'always'\ncues = 'x'")
    typed = ("--no-diarize", "-f", "txt,srt", "--output-dir", tmp_path / "typed", "-o", "srt.cues=segments")
    result = transcribe(interview, *typed, "--speaker-labels", "never")
    assert result.exit_code == 0, result.output
    assert "SPEAKER" not in result.stdout
    assert (tmp_path / "typed" / "interview.txt").is_file()


def test_flag_of_a_file_is_taken_back_by_its_opposite(
    transcribe: Command, interview: Path, fakes: None, configure: Callable[[str], Path]
) -> None:
    configure(FAKE + "output-format = 'txt'\nquiet = true")
    assert transcribe(interview).stdout == ""
    assert transcribe(interview, "--no-quiet").stdout != ""
    assert transcribe(interview, "--verbose").stdout != ""


def test_options_of_a_file_that_a_run_has_no_use_for_are_no_error(
    transcribe: Command, interview: Path, fakes: None, configure: Callable[[str], Path]
) -> None:
    speakers = "num-speakers = 2\ndiarization-model = 'bundled'\nvad-clips = true\nspeaker-names = 'Ann'\n"
    words = "model = 'turbo'\nmax-line-width = 37\ntemperature = 0\noutput-format = 'txt'\n"
    configure(FAKE + speakers + words + "[options.vtt]\ncues = 'segments'")
    result = transcribe(interview)
    assert (result.exit_code, "no effect" in result.stderr) == (0, False)


def test_unknown_option_of_a_component_is_an_error_all_the_same(
    transcribe: Command, interview: Path, fakes: None, configure: Callable[[str], Path]
) -> None:
    configure(FAKE + "output-format = 'srt'\n[options.srt]\nreading_spede = 2")
    result = transcribe(interview)
    assert result.exit_code == 2
    assert "there is no option of srt 'reading_spede'; did you mean reading_speed?" in result.stderr


def test_wrong_value_of_a_component_names_the_file(
    transcribe: Command, interview: Path, fakes: None, configure: Callable[[str], Path]
) -> None:
    folder = configure(FAKE + "output-format = 'srt'\n[options.srt]\nreading_speed = 'fast'")
    place = folder / "whisper-diarize.toml"
    result = transcribe(interview)
    assert result.stderr == f"error: {place}: [options.srt] reading_speed = fast: it must be a number\n"


def test_profile_is_chosen_by_its_name(
    transcribe: Command, interview: Path, fakes: None, configure: Callable[[str], Path]
) -> None:
    folder = configure(FAKE + "output-format = 'txt'\n[profile.film]\noutput-format = 'vtt'")
    assert transcribe(interview, "--profile", "film").exit_code == 0
    assert [path.name for path in (folder / "out").iterdir()] == ["interview.vtt"]
    result = transcribe(interview, "--profile", "flim")
    assert result.exit_code == 2
    assert "there is no profile 'flim'; did you mean film? there is: film" in result.stderr


def test_wrong_file_is_one_line_but_help_and_version_are_there(
    transcribe: Command, whisper_diarize: Command, configure: Callable[[str], Path]
) -> None:
    folder = configure("[transcribe]\nlanquage = 'en'")
    place = folder / "whisper-diarize.toml"
    told = f"error: {place}: [transcribe] lanquage: transcribe has no option --lanquage; did you mean language?\n"
    result = transcribe("talk.wav")
    assert (result.exit_code, result.output) == (2, told)
    assert (whisper_diarize("models", "list").exit_code, whisper_diarize("config", "check").output) == (2, told)
    assert (transcribe("--help").exit_code, transcribe("--version").exit_code) == (0, 0)


def test_commands_of_groups_and_of_plugins_have_settings(
    whisper_diarize: Command, install: Callable[[str, str], None], configure: Callable[[str], Path]
) -> None:
    install(
        "greeter",
        "import typer\nfrom whisper_diarize import hookimpl\n@hookimpl\ndef register_commands(app):\n"
        "    @app.command()\n    def greet(name: str = 'you', loud: bool = False):\n"
        "        typer.echo(f'hello {name}' + ('!' if loud else ''))\n    @app.command()\n    def other(): ...\n",
    )
    configure("[greet]\nname = 'Ann'\nloud = true\n[models.list]\njson = true")
    assert whisper_diarize("greet").output == "hello Ann!\n"
    assert whisper_diarize("greet", "--no-loud").output == "hello Ann\n"
    assert json.loads(whisper_diarize("models", "list").stdout)
    assert whisper_diarize("config", "check").exit_code == 0


def test_show_prints_a_file_with_the_source_of_each_value(
    whisper_diarize: Command, configure: Callable[[str], Path]
) -> None:
    folder = configure("language = 'en'\n[profile.p]\nnum-speakers = 2\n[options.srt]\nreading_speed = 15")
    shown = whisper_diarize("config", "show", "transcribe", "--profile", "p").stdout
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert lines[0] == f"# user: {folder / 'whisper-diarize.toml'}"
    assert 'language = "en" # user' in lines
    assert "num-speakers = 2 # user [profile.p]" in lines
    assert 'options.srt.reading_speed = "15" # user [options.srt]' in lines
    assert 'attribution = "viterbi" # default' in lines
    assert "# max-speakers: not set" in lines
    assert tomllib.loads(shown)["transcribe"]["num-speakers"] == 2


def test_show_without_a_command_has_only_what_files_set(
    whisper_diarize: Command, configure: Callable[[str], Path]
) -> None:
    configure("[diarize]\nnum-speakers = 2")
    assert [row["option"] for row in json.loads(whisper_diarize("config", "show", "--json").stdout)] == ["num-speakers"]


def test_path_names_the_files_that_are_used(
    whisper_diarize: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WHISPER_DIARIZE_CONFIG")
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: tmp_path / "home")
    monkeypatch.chdir(tmp_path)
    own, project = tmp_path / "home" / "whisper-diarize.toml", tmp_path / "whisper-diarize.toml"
    project.touch()
    assert whisper_diarize("config", "path").stdout == f"user: {own} (there is none)\nproject: {project}\n"


def test_check_looks_into_all_profiles_and_components(
    whisper_diarize: Command, configure: Callable[[str], Path]
) -> None:
    folder = configure("[profile.a.options.srt]\ncuse = 1\n[profile.b.options.ster]\nx = 1\n")
    place = folder / "whisper-diarize.toml"
    result = whisper_diarize("config", "check")
    assert result.exit_code == 1
    assert f"error: {place}: [profile.a.options.srt] cuse: there is no option of srt 'cuse'" in result.stderr
    assert f"error: {place}: [profile.b.options.ster] x: there is no component 'ster'" in result.stderr


def test_check_says_what_is_all_right(whisper_diarize: Command, configure: Callable[[str], Path]) -> None:
    folder = configure("[profile.a]\nlanguage = 'en'\n[profile.b]\n")
    place = folder / "whisper-diarize.toml"
    assert whisper_diarize("config", "check").stdout == f"{place}: all right; profiles: a, b\n"


@pytest.mark.parametrize("block", re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL))
def test_files_in_the_guide_are_right(block: str, whisper_diarize: Command, configure: Callable[[str], Path]) -> None:
    configure(block)
    result = whisper_diarize("config", "check")
    assert result.exit_code == 0, result.output


def test_every_option_of_transcribe_can_stand_in_a_file() -> None:
    keys = commands_of(get_command(app.transcribe_app())).specs["transcribe",].options
    assert {"language", "output-format", "no-cache", "hotwords", "option", "plugin", "highlight-words"} <= set(keys)
    assert {"help", "version", "profile"}.isdisjoint(keys)
