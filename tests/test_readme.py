"""Every command and every line of Python in the README runs."""

import io
import re
import shlex
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from safetensors.numpy import load_file

from whisper_diarize.documents import write_document
from whisper_diarize.models import bundled_directory
from whisper_diarize.models.catalogue import PYANNOTE_3_1
from whisper_diarize.testing import attributed_example
from whisper_diarize.transcription import MlxWhisperTranscriber

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
COMMANDS = [
    line.split("#")[0].strip()
    for block in re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]
PYTHON = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path, monkeypatch, interview, tiny_whisper, fake_hub):
    """A folder with talk.m4a (3 s of speech), talk.json and the samples.

    The hub has a tiny random Whisper, and the bundled weights for pyannote's.
    """
    samples, rate = soundfile.read(interview, dtype="int16", frames=3 * 16_000)
    with av.open(str(tmp_path / "talk.m4a"), "w") as container:
        stream = container.add_stream("aac", rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    write_document(tmp_path / "talk.json", attributed_example())
    turn = "SPEAKER talk 1 0.4 0.8 <NA> <NA> ann <NA> <NA>\n"
    for name, text in (("truth.rttm", turn), ("talk.rttm", turn), ("truth.stm", "talk 1 ann 0.4 1.2 welcome\n")):
        (tmp_path / name).write_text(text)
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("whisper_diarize.transcription.hub.fetch", lambda _repository: tiny_whisper)
    for repository, part in zip(PYANNOTE_3_1.repositories, ("segmentation", "embedding"), strict=True):
        fake_hub.add(repository.name, {"weights.npz": as_npz(bundled_directory() / f"{part}.safetensors")})
    # random weights never stop by themselves
    settings = MlxWhisperTranscriber._settings
    monkeypatch.setattr(
        MlxWhisperTranscriber, "_settings", lambda self: {**settings(self), "sample_len": 2, "temperature": 0.0}
    )
    monkeypatch.setattr("whisper_diarize.doctor.speed.BUDGET_SECONDS", 0)  # speed of a window is enough
    monkeypatch.setattr("whisper_diarize.doctor.speed.FEWEST_WINDOWS", 1)
    return tmp_path


def as_npz(path):
    file = io.BytesIO()
    np.savez(file, **load_file(path))
    return file.getvalue()


def arguments(command):
    """The words of a command after its name, wildcards expanded as a shell does."""
    return [
        name
        for word in shlex.split(command)[1:]
        for name in (sorted(map(str, Path().glob(word))) if "*" in word else [word])
    ]


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("transcribe ")])
def test_transcribe_command_of_the_readme_runs(command, folder, transcribe):
    result = transcribe(*arguments(command))
    assert result.exit_code == 0, result.output
    assert "wrote " in result.stderr


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("whisper-diarize ")])
def test_whisper_diarize_command_of_the_readme_runs(command, folder, whisper_diarize):
    whisper_diarize("models", "download", "pyannote-3.1")  # as the reader did before
    result = whisper_diarize(*arguments(command))
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("make ")])
def test_make_command_of_the_readme_is_a_target_that_ci_runs(command):
    target = command.removeprefix("make ")
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert target in (ROOT / ".ci" / "run").read_text()


def test_no_command_of_the_readme_is_left_out():
    assert {command.split()[0] for command in COMMANDS} == {"transcribe", "whisper-diarize", "make"}


@pytest.mark.parametrize("code", PYTHON)
def test_python_of_the_readme_runs(code, folder):
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102  the code is ours


@pytest.mark.parametrize("path", re.findall(r"\]\((?!http)([^)#]+)", README))
def test_link_of_the_readme_leads_somewhere(path):
    assert (ROOT / path).exists()
