"""Batches from the command line: folders and lists, the ledger, progress, watching, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from tests.batch.recordings import write_recordings
from tests.fakes.commands import Command
from whisper_diarize.batch import entries
from whisper_diarize.cli import app

FAKE = ("--transcriber", "fake", "--diarizer", "fake")
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "progress.schema.json").read_text())


@pytest.fixture
def talks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_recordings(tmp_path / "talks", "a.wav", "mon/b.wav")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "talks"


@pytest.fixture
def run(transcribe: Command, fakes: None, talks: Path) -> Callable[..., str]:
    """Transcribe with the fake engines into `out`; return standard error, and check the exit code."""

    def go(*arguments: object, code: int = 0) -> str:
        result = transcribe(*arguments, *FAKE[:2], "-f", "srt", "--output-dir", "out")
        assert result.exit_code == code, result.output
        assert result.stdout == ""
        return result.stderr

    return go


def done(folder: Path) -> list[str]:
    return [entry.recording for entry in entries(folder / "out" / "manifest.jsonl")]


def test_a_folder_is_done_and_gone_on_with(run: Callable[..., str], talks: Path) -> None:
    said = run("talks", "--recursive")
    assert "mon/b.wav: 00:00.2 of audio in 0." in said
    assert "│ done       │      2 │" in said
    assert "wrote 2 files below out; the ledger is out/manifest.jsonl" in said
    assert "│ done before │      2 │" in run("talks", "-r")
    assert done(talks.parent) == ["a.wav", "mon/b.wav"]


def test_without_recursion_what_is_below_is_left_out(run: Callable[..., str], talks: Path) -> None:
    run("talks")
    assert done(talks.parent) == ["a.wav"]


def test_a_bad_recording_is_told_twice_and_named_in_the_table(run: Callable[..., str], talks: Path) -> None:
    (talks / "bad.wav").write_bytes(b"no sound")
    said = run("talks", "-r", code=1)
    assert said.count("talks/bad.wav: it is damaged") == 3
    assert "; one more try at the end\n" in said
    assert "│ failed     │      1 │" in said


def test_a_recording_on_its_own_has_no_ledger_unless_it_is_asked_for(
    transcribe: Command, fakes: None, talks: Path, tmp_path: Path
) -> None:
    result = transcribe("talks/a.wav", *FAKE[:2], "-f", "srt", "--output-dir", "out")
    assert result.stdout == "[00:00.1 --> 00:00.9] hello world\n"
    assert not (tmp_path / "out" / "manifest.jsonl").exists()
    transcribe("talks/a.wav", *FAKE[:2], "-f", "srt", "--output-dir", "out", "--ledger")
    assert done(tmp_path) == ["a.wav"]


def test_a_list_comes_from_standard_input(talks: Path, fakes: None, tmp_path: Path) -> None:
    words = ["transcribe", "-", *FAKE[:2], "-f", "srt", "--output-dir", "out"]
    result = CliRunner().invoke(app.group(words), words, input="talks/mon/b.wav\ntalks/a.wav\n")
    assert result.exit_code == 0, result.output
    assert done(tmp_path) == ["talks/mon/b.wav", "talks/a.wav"]
    assert (tmp_path / "out" / "talks" / "mon" / "b.srt").exists()


def test_outputs_are_named_by_a_template(run: Callable[..., str], talks: Path) -> None:
    run("talks", "-r", "--output-template", "{language}/{name}.{suffix}")
    assert sorted(path.name for path in (talks.parent / "out" / "en").iterdir()) == ["a.wav.srt", "b.wav.srt"]


def test_redo_and_patterns_reach_the_batch(run: Callable[..., str], talks: Path) -> None:
    run("talks", "-r", "--ignore", "a*")
    assert done(talks.parent) == ["mon/b.wav"]
    run("talks", "-r", "--match", "b*", "--redo", "all")
    assert done(talks.parent) == ["mon/b.wav", "mon/b.wav"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["talks", "--output-name", "x"], "error: --output-name is for one recording; a batch has --output-template"),
        (["talks", "--transcript", "x.json"], "error: --transcript x.json is for one recording, not a batch"),
        (["talks", "--redo", "fialed"], "error: there is no --redo 'fialed'; did you mean failed?"),
        (["talks", "--output-template", "{nmae}"], "error: there is no field of --output-template 'nmae'"),
        (["talks", "--progress", "jsn"], "error: there is no --progress 'jsn'; did you mean json?"),
        (["talks", "--match", "*.xyz"], "error: talks: no recording is there; --recursive looks in folders below"),
    ],
    ids=["name", "transcript", "redo", "template", "progress", "nothing"],
)
def test_options_that_cannot_be_are_wrong_usage(run: Callable[..., str], arguments: list[str], message: str) -> None:
    assert run(*arguments, code=2).startswith(message)


def test_skip_existing_leaves_outputs_that_no_ledger_knows(run: Callable[..., str], talks: Path) -> None:
    (talks.parent / "out").mkdir()
    (talks.parent / "out" / "a.srt").write_text("mine")
    run("talks", "-r", "--skip-existing")
    assert done(talks.parent) == ["mon/b.wav"]
    assert (talks.parent / "out" / "a.srt").read_text() == "mine"


def test_quiet_prints_errors_only(run: Callable[..., str], talks: Path) -> None:
    assert run("talks", "-r", "--quiet") == ""


def test_every_line_of_progress_for_programs_is_json_after_the_schema(run: Callable[..., str], talks: Path) -> None:
    (talks / "bad.wav").write_bytes(b"no sound")
    lines = [json.loads(line) for line in run("talks", "-r", "--progress", "json", "--live-text", code=1).splitlines()]
    for line in lines:
        jsonschema.validate(line, SCHEMA)
    events = [line["event"] for line in lines]
    assert set(events) == {
        *("batch_started", "batch_progressed", "batch_finished", "recording_finished", "text"),
        *("stage_started", "stage_progressed", "stage_finished", "output_written"),
    }
    assert lines[-1]["reasons"] == {"bad.wav": next(line["error"] for line in lines if line.get("status") == "failed")}
    assert [(line["done"], line["total"]) for line in lines if line["event"] == "batch_progressed"][-1] == (3, 3)


def test_progress_for_programs_of_one_recording_ends_with_it(transcribe: Command, fakes: None, talks: Path) -> None:
    result = transcribe("talks/a.wav", *FAKE[:2], "-f", "srt", "--output-dir", "out", "--progress", "json")
    last = json.loads(result.stderr.splitlines()[-1])
    jsonschema.validate(last, SCHEMA)
    assert (last["event"], last["status"], last["outputs"]) == ("recording_finished", "done", ["out/a.srt"])
    assert result.stdout == "[00:00.1 --> 00:00.9] hello world\n"


def test_live_text_is_on_standard_error(run: Callable[..., str], talks: Path) -> None:
    assert run("talks", "--live-text").startswith("[00:00.1 --> 00:00.9] hello world\n")


def test_turns_of_a_folder_are_files_with_a_ledger(whisper_diarize: Command, fakes: None, talks: Path) -> None:
    result = whisper_diarize("diarize", "talks", "-r", "--diarizer", "fake", "--output-dir", "out")
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert (talks.parent / "out" / "mon" / "b.rttm").read_text().startswith("SPEAKER b 1 0.000 0.500")
    assert done(talks.parent) == ["a.wav", "mon/b.wav"]


def test_turns_and_words_of_a_folder_share_a_ledger(
    whisper_diarize: Command, run: Callable[..., str], talks: Path
) -> None:
    for _ in range(2):
        run("talks", "-r")
        whisper_diarize("diarize", "talks", "-r", "--diarizer", "fake", "--output-dir", "out")
    assert done(talks.parent) == ["a.wav", "mon/b.wav"] * 2


COMMAND = "from whisper_diarize.cli import transcribe as run; run()"
SLOW = """
import sys, time
from whisper_diarize import hookimpl
from whisper_diarize.testing import FakeTranscriber

class Slow(FakeTranscriber):
    def transcribe(self, audio, progress):
        if "slow" in audio.source:
            print("begun", file=sys.stderr, flush=True)
            time.sleep(100)
        return super().transcribe(audio, progress)

@hookimpl
def register_transcribers(register):
    register("slow", lambda _: Slow())
"""


@pytest.fixture
def started(talks: Path, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `transcribe` in a process of its own, which heeds Ctrl-C."""
    (tmp_path / "slow_engine.py").write_text(SLOW)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    processes: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        engine = ("--plugin", "slow_engine.py", "--transcriber", "slow", "-f", "srt", "--output-dir", "out")
        command = [sys.executable, "-c", COMMAND, *arguments, *engine]
        processes.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
        return processes[-1]

    yield start
    signal.signal(signal.SIGINT, before)
    for process in processes:
        with process:
            process.kill()


def read_to(process: subprocess.Popen[str], end: str) -> str:
    """Return what a process says on standard error, to the first line that has `end`."""
    assert process.stderr is not None
    said = ""
    while end not in said:
        line = process.stderr.readline()
        assert line, said
        said += line
    return said


@pytest.mark.slow
def test_interrupt_says_how_many_are_done_and_how_to_go_on(
    started: Callable[..., subprocess.Popen[str]], talks: Path
) -> None:
    write_recordings(talks, "slow.wav")
    process = started("talks")
    read_to(process, "begun")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130
    assert said.endswith(
        "interrupted; 1 done, 1 left (out/manifest.jsonl has each); the same command goes on from there\n"
    )
    assert done(talks.parent) == ["a.wav"]
    assert sorted(path.name for path in (talks.parent / "out").iterdir()) == ["a.srt", "manifest.jsonl"]


@pytest.mark.slow
def test_a_watched_folder_may_come_later_and_ends_cleanly(
    started: Callable[..., subprocess.Popen[str]], talks: Path
) -> None:
    talks.rename(talks.with_name("away"))
    process = started("talks", "--recursive", "--watch", "--settle", "0")
    read_to(process, "warning: talks: it is not there; waiting for it\n")
    talks.with_name("away").rename(talks)
    read_to(process, "mon/b.wav: 00:00.2 of audio")
    write_recordings(talks, "c.wav")
    read_to(process, "c.wav: 00:00.2 of audio")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 0, said
    assert "│ done       │      3 │" in said
    assert done(talks.parent) == ["a.wav", "mon/b.wav", "c.wav"]


def test_names_of_any_bytes_are_done_once_and_named_safely(run: Callable[..., str], talks: Path) -> None:
    names = (b"t\xff.wav", b"a\nb.wav", b"\x1b[2J.wav", b"-x.wav", b" .wav", "\u202eabc.wav".encode(), b"%s{0}.wav")
    for name in names:
        (talks / os.fsdecode(name)).write_bytes((talks / "a.wav").read_bytes())
    said = run("talks", "--progress", "json")
    assert all(json.loads(line) for line in said.splitlines())
    assert json.loads(run("talks", "--progress", "json").splitlines()[-1])["known"] == len(names) + 1
    said = run("talks", "--redo", "all")
    assert "\x1b" not in said
    assert "\u202e" not in said
    written = sorted(path.name for path in (talks.parent / "out").glob("*.srt"))
    assert len(written) == len(names) + 1
    assert not any("\x1b" in name or "\n" in name for name in written)


def test_a_broken_pipe_of_progress_does_not_end_the_work(
    started: Callable[..., subprocess.Popen[str]], talks: Path
) -> None:
    process = started("talks", "-r", "--progress", "json")
    assert process.stderr is not None
    process.stderr.close()
    process.wait()
    assert done(talks.parent) == ["a.wav", "mon/b.wav"]
