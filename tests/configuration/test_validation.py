from pathlib import Path

import pytest

from tests.configuration.conftest import COMMANDS, Write
from whisper_diarize.configuration import Commands, CommandSpec, Place, problems, read_file, settings_for
from whisper_diarize.errors import OptionError


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lanquage = 'en'", "lanquage: no command has an option --lanquage; did you mean language?"),
        ("[transcribe]\nnum-speaker = 2", "[transcribe] num-speaker: transcribe has no option --num-speaker; did"),
        (
            "[transcibe]\ndiarize = true",
            "[transcibe] diarize: there is no command 'transcibe'; did you mean transcribe",
        ),
        ("[models.lst]\njson = true", "[models.lst] json: there is no command 'models lst'; did you mean list?"),
        ("[transcribe]\nnum-speakers = 'two'", '[transcribe] num-speakers = "two": it must be a whole number'),
        ("num-speakers = 0", "num-speakers = 0: it must be at least 1"),
        ("num-speakers = true", "num-speakers = true: it must be a whole number"),
        ("language = 5", "language = 5: it must be text"),
        ("language = ['en']", 'language = ["en"]: it must be text'),
        ("diarize = 'yes'", 'diarize = "yes": it must be true or false'),
        ("output-format = 3", "output-format = 3: it must be text, or a list of such"),
        ("output-dir = 3", "output-dir = 3: it must be text: a path"),
        ("temperature = [[0]]", "temperature = [[0]]: it must be text, or a list of such"),
        ("temperature = 1979-05-27", 'temperature = "1979-05-27": it must be text, or a list of such'),
        ("[options.srt]\nx = [[1]]", "[options.srt] x = [[1]]: it must be text, a number, true or false, or a list"),
        ("[profile]\npodcast = 1", "[profile] podcast = 1: a profile is a table, as in [profile.podcast]"),
        ("[profile.a]\nlanguage = 1", "[profile.a] language = 1: it must be text"),
        ("[profile.a.transcribe]\nx = 1", "[profile.a.transcribe] x: transcribe has no option --x"),
    ],
)
def test_problem_names_the_file_the_key_and_the_nearest_name(
    write: Write, tmp_path: Path, text: str, told: str
) -> None:
    messages = [str(problem) for problem in problems(write(text), COMMANDS)]
    assert messages[0].startswith(f"{tmp_path / 'user' / 'whisper-diarize.toml'}: {told}")


def test_all_problems_of_a_file_are_found(write: Write) -> None:
    assert len([*problems(write("a = 1\nb = 2\n[profile.x]\nc = 3"), COMMANDS)]) == 3


def test_good_file_has_no_problem(write: Write) -> None:
    text = (
        "language = 'en'\n[models.list]\njson = true\n[options.srt]\ncues = 'x'\n[profile.p.diarize]\nnum_speakers = 2"
    )
    assert [*problems(write(text), COMMANDS)] == []


def test_table_of_a_plugins_command_is_known(write: Write) -> None:
    added = lambda: Commands({("serve",): CommandSpec(("serve",), {})})  # noqa: E731
    told = [str(problem) for problem in problems(write("[serve]\nport = 8080"), COMMANDS, added)]
    assert [text.partition(": ")[2] for text in told] == ["[serve] port: serve has no option --port"]


def test_table_of_a_plugin_that_is_not_here_is_left_alone_but_for_a_strict_check(write: Write) -> None:
    file = write("[serve]\nport = 8080")
    assert [*problems(file, COMMANDS, Commands)] == []
    assert "there is no command 'serve'" in str(next(problems(file, COMMANDS)))


@pytest.mark.parametrize("text", ["plugin = 'x.py'", "[transcribe]\nplugin = ['x']", "[profile.p]\nplugin = ['x']"])
def test_projects_file_loads_no_code(write: Write, text: str) -> None:
    assert "a project's file may not load code; use --plugin" in str(
        next(problems(write(text, is_own=False), COMMANDS))
    )
    assert [*problems(write(text), COMMANDS)] == []


@pytest.mark.parametrize("text", ["model = '{}'", "[options.pyannote]\nmodel = '{}'"])
@pytest.mark.parametrize("model", ["./evil", "../evil", "evil/repo", "~/evil", "/evil", "here"])
def test_projects_file_names_no_model_that_is_a_folder_or_a_repository(
    write: Write, tmp_path: Path, text: str, model: str
) -> None:
    (tmp_path / "project" / "here").mkdir(parents=True)
    told = str(next(problems(write(text.format(model), is_own=False), COMMANDS)))
    assert "a project's file may choose a model by its name, not a folder or a repository" in told
    assert [*problems(write(text.format(model)), COMMANDS)] == []


def test_projects_file_names_no_such_model_in_an_assignment_either(write: Write) -> None:
    file = write("option = ['pyannote.model=./evil']", is_own=False)
    with pytest.raises(OptionError, match="a project's file may choose a model by its name"):
        settings_for([file], COMMANDS.specs["transcribe",])


def test_projects_file_may_choose_a_model_by_name(write: Write) -> None:
    assert [*problems(write("model = 'turbo'", is_own=False), COMMANDS)] == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"x = [", "it is not TOML: "),
        (b"\xff", "it is not text in UTF-8"),
        (b"#" * 1_000_001, "it has more than 1000000 bytes"),
        (b"x = " + b"[" * 100_000, "it is not TOML: "),
    ],
    ids=["broken", "not UTF-8", "huge", "deep"],
)
def test_file_that_cannot_be_used_is_one_line(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "whisper-diarize.toml"
    path.write_bytes(data)
    with pytest.raises(OptionError) as caught:
        read_file(Place(path, is_own=True))
    assert str(caught.value).startswith(f"{path}: {told}")
    assert str(caught.value).endswith("; correct it, or do without it: WHISPER_DIARIZE_CONFIG=none")
