"""Nothing that is printed steers the terminal, and nothing that goes wrong with printing loses what is done."""

import ast
import errno
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

import whisper_diarize
from tests.fakes.optional import present
from whisper_diarize.cli import terminal
from whisper_diarize.cli.terminal import console, err, one_line, out
from whisper_diarize.text import visible

pytestmark = pytest.mark.slow

CLI = Path(whisper_diarize.__file__).parent / "cli"
HOSTILE = "\x1b]0;PWN\x07\u202eabc\x9b2J\udcff"


def run(command: str, *arguments: object, **settings: Any) -> subprocess.CompletedProcess[str]:
    code = f"from whisper_diarize.cli import {command}; {command}()"
    return subprocess.run([sys.executable, "-c", code, *map(str, arguments)], text=True, check=False, **settings)


@pytest.fixture
def documents(tmp_path: Path) -> tuple[object, ...]:
    segments = [{"start": 2 * i, "end": 2 * i + 1, "text": " 你好" + " word" * 300} for i in range(1000)]
    (tmp_path / "talk.json").write_text(json.dumps({"segments": segments}))
    (tmp_path / "talk.rttm").write_text("SPEAKER x 1 0 9000 <NA> <NA> ann <NA> <NA>\n")
    return tmp_path / "talk.json", tmp_path / "talk.rttm", "-f", "txt", "--output-dir", tmp_path / "out"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\\u001b[2J"),
        ("a\u202eb\u2069", "a\\u202eb\\u2069"),
        ("\x85\u2028\r", "\\u0085\\u2028\\u000d"),
        ("\udcff", "\\udcff"),
        ("10\u202f000\u00a0EUR", "10\u202f000\u00a0EUR"),
        ("\u06cc\u200c\u062e 👩\u200d👧 日本\u3000語", "\u06cc\u200c\u062e 👩\u200d👧 日本\u3000語"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
    ],
    ids=["escape", "direction", "odd line breaks", "surrogate", "spaces", "joiners", "layout"],
)
def test_what_steers_is_escaped_and_what_belongs_to_text_stays(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_json_stays_the_same_value_when_it_is_shown(value: Any) -> None:
    assert json.loads(visible(json.dumps(value, ensure_ascii=False))) == value


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


def test_names_in_tables_are_data(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.table import Table

    table = Table("[bold]name[/bold]")
    table.add_row(f"[red]{HOSTILE}[/red] :smile:")
    console().print(table)
    shown = capsys.readouterr().out
    assert "[bold]name[/bold]" in shown
    assert ":smile:" in shown
    assert not set(HOSTILE) & set("\x1b\x07\x9b\u202e") & set(shown)


def test_both_streams_escape(capsys: pytest.CaptureFixture[str]) -> None:
    out(HOSTILE + "\n")
    err(HOSTILE + "\n")
    told = capsys.readouterr()
    assert told.out == told.err == "\\u001b]0;PWN\\u0007\\u202eabc\\u009b2J\\udcff\n"


def test_reader_that_leaves_ends_the_printing_and_not_the_work(documents: tuple[object, ...], tmp_path: Path) -> None:
    code = "from whisper_diarize.cli import main; main()"
    arguments = [str(argument) for argument in documents]
    with subprocess.Popen(
        [sys.executable, "-c", code, "attribute", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        present(process.stdout).read(10)
        present(process.stdout).close()
        told = present(process.stderr).read().decode()
    assert (process.returncode, told) == (141, f"wrote {tmp_path / 'out' / 'talk.txt'}\n")
    assert (tmp_path / "out" / "talk.txt").stat().st_size > 1_000_000


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_full_device_is_one_line_and_the_files_are_complete(documents: tuple[object, ...], tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        result = run("main", "attribute", *documents, stdout=full, stderr=subprocess.PIPE)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == (
        "error: standard output cannot be written: No space left on device; the files are complete"
    )
    assert (tmp_path / "out" / "talk.txt").exists()


def test_closed_standard_output_is_no_error(documents: tuple[object, ...], tmp_path: Path) -> None:
    arguments = " ".join(f"'{argument}'" for argument in documents)
    code = "from whisper_diarize.cli import main; main()"
    command = f"'{sys.executable}' -c '{code}' attribute {arguments} >&-"
    result = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)  # noqa: S602
    assert (result.returncode, result.stderr) == (0, f"wrote {tmp_path / 'out' / 'talk.txt'}\n")


def test_encoding_that_lacks_a_character_shows_a_question_mark(
    documents: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    result = run("main", "attribute", *documents, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert result.returncode == 0
    assert result.stdout.splitlines()[0] == "[00:00.0 --> 00:01.0] ann: ??" + " word" * 300


def test_failure_of_the_stream_is_kept_and_nothing_more_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(io.StringIO):
        def write(self, text: str) -> NoReturn:
            raise OSError(errno.EIO, "Input/output error")

    stream = terminal.Output("stdout")
    monkeypatch.setattr("sys.stdout", Broken())
    stream.write("a")
    monkeypatch.setattr("sys.stdout", later := io.StringIO())
    stream.write("b")
    assert present(stream.failure).errno == errno.EIO
    assert later.getvalue() == ""


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(CLI.glob("*.py")) if path.name != "terminal.py"],
    ids=lambda path: path.stem,
)
def test_nothing_else_prints(path: Path) -> None:
    written = {"stdout", "stderr", "Console", "echo", "secho", "print"}
    found = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Attribute) and node.attr in written and ast.unparse(node.value) in ("sys", "typer"))
        or (isinstance(node, ast.Name) and node.id in written)
    ]
    assert found == []


def test_a_stream_that_a_plugin_has_closed_takes_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    stream.close()
    out("text\n")
    assert terminal.exit_code() == 0
