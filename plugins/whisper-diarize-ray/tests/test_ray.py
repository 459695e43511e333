"""A batch on a Ray cluster of this machine: actors, a corrupt recording, an actor that is killed."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import typer
from typer.testing import CliRunner, Result
from whisper_diarize_ray import plugin

from whisper_diarize import OptionError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # Ray warns of its own future
]

ENGINE = """
import os, signal
from pathlib import Path

from whisper_diarize import hookimpl
from whisper_diarize.testing import FakeDiarizer, FakeTranscriber

HERE = Path(__file__).parent


class Mortal(FakeTranscriber):
    def transcribe(self, audio, progress):
        seen = HERE / "killed"
        if "kill" in audio.source and not seen.exists():
            seen.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return FakeTranscriber().transcribe(audio, progress)


@hookimpl
def register_transcribers(register):
    register("mortal", lambda _: Mortal())


@hookimpl
def register_diarizers(register):
    register("mortal", lambda _: FakeDiarizer())
"""
OPTIONS: dict[str, Any] = {
    "formats": ("srt", "json"),
    "diarize": True,
    "transcriber": "mortal",
    "diarizer": "mortal",
    "options": {"srt": {"max_line_width": "30"}},
}


def run(*arguments: object) -> Result:
    """Run the command."""
    app = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
    plugin.register_commands(app)
    return CliRunner().invoke(app, list(map(str, arguments)))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with recordings, one of them damaged, one that ends the first process that has it; and the engine."""
    home = tmp_path_factory.mktemp("ray")
    for number, name in enumerate(("a.wav", "kill.wav", "mon/b.wav", "mon/c.wav", "mon/d.wav")):
        path = home / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, np.random.default_rng(number).normal(0, 0.1, 8_000), 16_000)
    (home / "in" / "bad.wav").write_bytes(b"no sound")
    (home / "engine.py").write_text(ENGINE)
    return home


@pytest.fixture(scope="module")
def _cluster() -> Iterator[None]:
    import ray
    from ray.data import DataContext

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    DataContext.get_current().enable_progress_bars = False
    yield
    ray.shutdown()


@pytest.fixture(scope="module")
def rows(home: Path, _cluster: None) -> dict[str, dict[str, Any]]:
    """The rows of a batch of two actors, one of which was killed, by recording."""
    from whisper_diarize_ray import transcribe_files

    dataset = transcribe_files(
        [str(home / "in")], home / "out", recursive=True, options=OPTIONS, plugins=[str(home / "engine.py")], actors=2
    )
    found = dataset.take_all()
    assert len(found) == 6
    return {row["recording"]: row for row in found}


def test_every_recording_has_one_row_and_a_failure_is_one(rows: dict[str, dict[str, Any]]) -> None:
    states = {place: row["status"] for place, row in rows.items()}
    assert states == dict.fromkeys(("a.wav", "kill.wav", "mon/b.wav", "mon/c.wav", "mon/d.wav"), "done") | {
        "bad.wav": "failed"
    }
    assert "it is damaged, or not a recording" in rows["bad.wav"]["error"]
    assert rows["bad.wav"]["words"] == []


def test_a_row_has_words_and_turns_with_their_speakers(rows: dict[str, dict[str, Any]]) -> None:
    row = rows["mon/b.wav"]
    assert (row["text"], row["duration"], row["language"]) == ("hello world", 0.5, "en")
    assert row["speakers"] == ["SPEAKER_00", "SPEAKER_01"]
    assert [(word["word"], word["speaker"]) for word in row["words"]] == [
        (" hello", "SPEAKER_00"), (" world", "SPEAKER_01")
    ]  # fmt: skip
    assert [turn["speaker"] for turn in row["turns"]] == ["SPEAKER_00", "SPEAKER_01"]
    assert row["outputs"] == ["mon/b.json", "mon/b.srt"]


def test_a_recording_whose_actor_was_killed_is_done_by_the_next(home: Path, rows: dict[str, dict[str, Any]]) -> None:
    assert (home / "killed").exists()
    assert rows["kill.wav"]["attempt"] == 2


def test_the_ledger_has_each_once_and_the_outputs_are_those_of_one_machine(
    home: Path, rows: dict[str, dict[str, Any]]
) -> None:
    from whisper_diarize.batch import Search, entries, find_recordings, open_batch
    from whisper_diarize.plugins import import_plugin

    known = list(entries(home / "out" / "manifest.jsonl"))
    assert sorted(entry.recording for entry in known if entry.status == "done") == sorted(set(rows) - {"bad.wav"})
    found = find_recordings([str(home / "in")], Search(recursive=True)).recordings
    plugins = [import_plugin(str(home / "engine.py"))]
    with open_batch(home / "plain", plugins=plugins, **OPTIONS) as batch:
        list(batch.run(found))
    written = {path.relative_to(home / "plain"): path for path in (home / "plain").rglob("*.[sj]*") if path.is_file()}
    outputs = {path: name for path, name in written.items() if path.name != "manifest.jsonl"}
    assert len(outputs) == 10
    assert all((home / "out" / path).read_bytes() == name.read_bytes() for path, name in outputs.items())
    with open_batch(home / "out", plugins=plugins, **OPTIONS) as batch:
        assert [one.place for one in batch.plan(found).to_do] == ["bad.wav"]


@pytest.mark.usefixtures("_cluster")
def test_a_dataset_of_addresses_is_read_through_fsspec(home: Path) -> None:
    import ray
    from whisper_diarize_ray import transcribe_files

    given = ray.data.from_items([{"audio_filepath": f"file://{home}/in/a.wav"}, {"audio_filepath": "s4://x/y.wav"}])
    dataset = transcribe_files(given, home / "remote", options=OPTIONS, plugins=[str(home / "engine.py")], actors=1)
    found = {row["status"]: row for row in dataset.take_all()}
    assert found["done"]["outputs"] == ["a.json", "a.srt"]
    assert "s4://x/y.wav: it cannot be read" in found["failed"]["error"]


def test_the_command_goes_on_and_writes_rows(home: Path, rows: dict[str, dict[str, Any]]) -> None:
    assert rows
    engines = ("--transcriber", "mortal", "--diarizer", "mortal", "--diarize", "-f", "srt,json")
    others = ("-o", "srt.max_line_width=30", "--use-plugin", home / "engine.py", "--actors", "1")
    places = ("--output-dir", home / "out", "--jsonl", home / "lines", "--parquet", home / "rows")
    result = run(home / "in", "-r", *engines, *others, *places)
    assert result.exit_code == 1, result.output
    assert result.stderr.splitlines()[-1] == f"1 failed, 5 known; the ledger is {home}/out/manifest.jsonl"
    written = [json.loads(line) for path in (home / "lines").iterdir() for line in path.read_text().splitlines()]
    assert {row["recording"]: row["text"] for row in written}["kill.wav"] == "hello world"
    assert len(written) == 6
    assert list((home / "rows").glob("*.parquet"))


@pytest.mark.usefixtures("_cluster")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("in", "--match", "*.xyz"), "in: no recording is there"),
        (("in", "--transcriber", "nobody"), "there is no transcriber 'nobody'"),
        (("in", "-f", "srtt"), "there is no output format 'srtt'; did you mean srt?"),
        (("in", "--redo", "some"), "--redo some: give failed, all or changed"),
    ],
    ids=["nothing", "engine", "format", "redo"],
)
def test_wrong_usage_is_one_line(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(home)
    result = run(*arguments, "--output-dir", home / "wrong")
    assert isinstance(result.exception, OptionError)
    assert str(result.exception).startswith(message)


def test_help_fits_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERMINAL_WIDTH", "80")
    result = run("--help")
    assert "…" not in result.output
    assert "Examples:" in result.output


def test_a_folder_at_an_address_is_searched_like_any_other(home: Path) -> None:
    from whisper_diarize_ray.addresses import find

    from whisper_diarize.batch import Search

    address = f"file://{home}/in"
    assert [found.place for found in find([address], Search())] == ["a.wav", "bad.wav", "kill.wav"]
    found = find([address, str(home / "in" / "a.wav")], Search(recursive=True, ignore=("[abk]*.wav",)))
    assert [one.place for one in found] == ["a.wav", "mon/c.wav", "mon/d.wav"]
    assert found[1].source == f"file://{home}/in/mon/c.wav"
    with pytest.raises(OptionError, match="s4://bucket: it cannot be looked up"):
        find(["s4://bucket"], Search())
