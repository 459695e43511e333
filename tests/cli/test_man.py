from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from tests.fakes.commands import Command
from whisper_diarize.cli import app
from whisper_diarize.cli.man_pages import man_pages


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The pages of both commands."""
    group = get_command(app.group(["--help"]))
    return dict([*man_pages(get_command(app.transcribe_app()), "transcribe"), *man_pages(group, "whisper-diarize")])


def test_every_command_has_a_page(pages: dict[str, str]) -> None:
    assert {"transcribe.1", "whisper-diarize.1", "whisper-diarize-models-list.1"} <= pages.keys()


def test_page_has_name_synopsis_options_in_panels_and_examples(pages: dict[str, str]) -> None:
    lines = pages["transcribe.1"].splitlines()
    assert lines[0].startswith('.TH "TRANSCRIBE" 1 "" "whisper-diarize ')
    assert lines[2] == r"transcribe \- Transcribe recordings, with the speaker of every word"
    assert lines[4:6] == [".B transcribe", "[OPTIONS] AUDIO..."]
    assert lines[lines.index('.SH "SPEAKERS"') + 2] == r"\fB\-\-diarize, \-\-no\-diarize\fR"
    assert r"transcribe talk.m4a \-\-diarize" in lines


def test_page_of_a_group_names_its_commands(pages: dict[str, str]) -> None:
    lines = pages["whisper-diarize-models.1"].splitlines()
    assert lines[lines.index(".SH COMMANDS") + 2] == r"\fBlist\fR"
    assert r".BR whisper\-diarize\-models\-list (1)," in lines


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff")
def test_groff_has_no_complaint(pages: dict[str, str]) -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z"],
        input="".join(pages.values()),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""


def test_man_writes_the_pages(whisper_diarize: Command, tmp_path: Path) -> None:
    result = whisper_diarize("man", tmp_path / "man1")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "man1" / "whisper-diarize-config-show.1").read_text().startswith(".TH ")
    assert result.stdout == f"wrote {len([*(tmp_path / 'man1').iterdir()])} pages to {tmp_path / 'man1'}\n"
