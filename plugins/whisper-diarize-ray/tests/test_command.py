"""`whisper-diarize ray` without a cluster: its options, and its refusals."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result
from whisper_diarize_ray import plugin
from whisper_diarize_ray.addresses import find
from whisper_diarize_ray.command import REFUSED

from whisper_diarize import OptionError
from whisper_diarize.batch import Search


def command(*arguments: object) -> Result:
    """Run the command."""
    app = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
    plugin.register_commands(app)
    return CliRunner().invoke(app, list(map(str, arguments)))


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files that are named like recordings."""
    talks = tmp_path_factory.mktemp("talks")
    for name in ("a.wav", "bad.wav", "kill.wav", "mon/c.wav", "mon/d.wav"):
        path = talks / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return talks


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--match", "*.xyz"), "no recording is there"),
        (("--transcriber", "nobody"), "there is no transcriber 'nobody'"),
        (("-f", "srtt"), "there is no output format 'srtt'; did you mean srt?"),
        (("--redo", "some"), "there is no --redo 'some'; there is: failed, all, changed"),
        (("--output-dir", "s3://bucket/out"), "--output-dir s3:/bucket/out: locks need a folder"),
        (("--watch",), "--watch: a cluster does the recordings that are there"),
        (("--settle", "3"), "--settle: it belongs to --watch"),
        (("--transcript", "a.json"), "--transcript: it is for one recording"),
        (("--output-name", "a"), "--output-name: it is for one recording"),
        (("--track-per-speaker",), "--track-per-speaker: it is for the recordings of one conversation"),
        (("--track-offsets", "sound"), "--track-offsets: it belongs to --track-per-speaker"),
        (("--same-people",), "--same-people: it needs all recordings in one process"),
        (("--live-text",), "--live-text: the words are written on other machines"),
        (("--remote", "http://x"), "--remote: a server does the work"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_wrong_usage_is_one_line(talks: Path, arguments: tuple[str, ...], message: str) -> None:
    result = command(talks, "--output-dir", talks / "out", *arguments)
    assert isinstance(result.exception, OptionError)
    assert message in str(result.exception)
    assert "\n" not in str(result.exception)


def test_help_has_the_options_of_transcribe_but_those_that_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERMINAL_WIDTH", "80")
    shown = command("--help").output
    assert "…" not in shown
    assert all(f"--{name}" in shown for name in ("min-speakers", "vad-clips", "channels", "glossary", "hotwords"))
    assert not [name for name in REFUSED if f"--{name.replace('_', '-')} " in shown]


def test_a_folder_at_an_address_is_searched_like_any_other(talks: Path) -> None:
    address = f"file://{talks}"
    assert [found.place for found in find([address], Search()).recordings] == ["a.wav", "bad.wav", "kill.wav"]
    search = Search(recursive=True, ignore=("[abk]*.wav",))
    found = find([address, str(talks / "a.wav")], search).recordings
    assert [one.place for one in found] == ["a.wav", "mon/c.wav", "mon/d.wav"]
    assert found[1].source == f"file://{talks}/mon/c.wav"
    with pytest.raises(OptionError, match="s4://bucket: it cannot be looked up"):
        find(["s4://bucket"], Search())
