"""`plugins new`: what it writes works, and passes its own tests at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from whisper_diarize.errors import OptionError
from whisper_diarize.plugins import import_plugin, load
from whisper_diarize.scaffold import KINDS, write_plugin

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", KINDS)
def test_package_passes_its_own_tests(kind: str, tmp_path: Path) -> None:
    folder = write_plugin("my-own", kind, tmp_path)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_package_is_one_that_can_be_installed(tmp_path: Path) -> None:
    folder = write_plugin("my-own", "exporter", tmp_path)
    files = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert files == [
        "README.md",
        "pyproject.toml",
        "tests/test_my_own.py",
        "whisper_diarize_my_own/__init__.py",
        "whisper_diarize_my_own/py.typed",
    ]
    assert '[project.entry-points.whisper_diarize]\nmy-own = "whisper_diarize_my_own"\n' in (
        folder / "pyproject.toml"
    ).read_text(encoding="utf-8")


def test_plugin_bears_its_name(tmp_path: Path) -> None:
    folder = write_plugin("my-own", "exporter", tmp_path)
    plugin = import_plugin(str(folder / "whisper_diarize_my_own" / "__init__.py"))
    assert load([plugin], installed=False).exporters.get("my-own").build().extension == "my-own.txt"


@pytest.mark.parametrize("name", ["My", "my_own", "1st", "-x", "a--b", "a/b", ""])
def test_name_that_is_no_name_of_a_package_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="use small letters and digits"):
        write_plugin(name, "exporter", tmp_path)


def test_unknown_kind_lists_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="no kind of plugin 'exporters'; did you mean exporter"):
        write_plugin("my-own", "exporters", tmp_path)


def test_folder_that_exists_is_left_alone(tmp_path: Path) -> None:
    write_plugin("my-own", "exporter", tmp_path)
    with pytest.raises(OptionError, match="exists already; choose another name"):
        write_plugin("my-own", "exporter", tmp_path)


def test_new_says_what_is_next(whisper_diarize: Callable[..., Result], tmp_path: Path) -> None:
    result = whisper_diarize("plugins", "new", "my-own", "--kind", "exporter", "--output-dir", tmp_path)
    folder = tmp_path / "whisper-diarize-my-own"
    assert result.stdout == f"wrote {folder}\nnext: pip install -e {folder} && python -m pytest {folder}\n"


def test_new_refuses_a_name_that_is_taken(whisper_diarize: Callable[..., Result], tmp_path: Path) -> None:
    result = whisper_diarize("plugins", "new", "srt", "--kind", "exporter", "--output-dir", tmp_path)
    assert (result.exit_code, result.stderr) == (
        2,
        "error: there is a component called 'srt' already; choose another name\n",
    )
