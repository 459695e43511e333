"""Hostile models: each is used, or refused in one line, with little computing and little memory.

python -m tests.fuzz.models --count 1000
"""

from __future__ import annotations

import functools
import os
import random
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from safetensors.numpy import save

from .campaign import Case, command
from .model_damage import damaged_files, damaged_tensors
from .model_seeds import LAYOUTS, WHISPERS, Files, Special, npz, parts, whisper, whisper_tensors

MAX_MESSAGE = 400
SECONDS = 120
CPU_SECONDS = 10
MEMORY = 2**30 + 2**29  # bytes: 1 GiB, and what the interpreter, MLX and the libraries take
ODD_NAMES = (
    b"mo\xff\xfedel",
    b"a\nb",
    b"\x1b[2J",
    b" ",
    b"-x",
    b"'; rm -rf $HOME'",
    "\u202emodel".encode(),
    b"a" * 200,
    b"%s{}",
)
TURN = re.compile(r"SPEAKER \S+ 1 \d+\.\d+ \d+\.\d+ <NA> <NA> \S+ <NA> <NA>")
SPEAKERS = ("diarize", "show", "show --layers", "show --json", "convert", "convert --dtype float16", "load")


@dataclass(frozen=True, slots=True)
class HostileModel:
    """A model's files, the command that gets them, and the name of their folder; `part`: only that file of it."""

    command: str
    files: Files
    folder: bytes
    part: str = ""


def make_case(rng: random.Random, number: int) -> Case:
    """Damage a model of some layout: its tensors, or its files."""
    layout = rng.choice((*LAYOUTS, "whisper"))
    if layout == "whisper":
        suffix = rng.choice(WHISPERS)
        files = dict(whisper(suffix))
        damage = _damaged_whisper(files, suffix, rng) if rng.random() < 0.5 else damaged_files(files, rng)
        return Case(number, f"whisper, {damage}", HostileModel("transcribe", files, _folder(rng)))
    tensors = parts(layout)
    damage = damaged_tensors(tensors, rng) if rng.random() < 0.35 else ""
    files = LAYOUTS[layout](tensors)
    damage = damage or damaged_files(files, rng)
    weights = sorted(name for name in files if name.endswith((".safetensors", ".npz", ".bin", ".pt")))
    part = rng.choice(weights) if rng.random() < 0.25 else ""
    chosen = rng.choice(SPEAKERS[1:-1]) if part else rng.choice(SPEAKERS)
    return Case(number, f"speakers, {damage}", HostileModel(chosen, files, _folder(rng), part))


def _damaged_whisper(files: Files, suffix: str, rng: random.Random) -> str:
    """Change the tensors of a Whisper; return what was done."""
    tensors = dict(whisper_tensors(suffix))
    damage = damaged_tensors({"whisper": tensors}, rng)
    name = next(name for name in files if name.startswith("weights"))
    files[name] = npz(tensors) if suffix == "npz" else save(tensors)
    return damage


def _folder(rng: random.Random) -> bytes:
    return rng.choice(ODD_NAMES) if rng.random() < 0.1 else b"model"


def check(case: Case) -> str | None:
    """Use the model; tell what is wrong with the answer, the exit code or the message."""
    model: HostileModel = case.contents
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / os.fsdecode(model.folder)
        for name, data in model.files.items():
            _put(folder / name, data)
        fault = _library(folder) if model.command == "load" else _command(model, folder)
        if Path("pwned").exists():
            Path("pwned").unlink()
            return "it ran code"
    return fault


def _put(path: Path, data: bytes | Special) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(data, bytes):
        path.write_bytes(data)
    elif data.kind == "pipe":
        os.mkfifo(path)
    elif data.kind == "folder":
        path.mkdir()
    elif data.kind == "link":
        path.symlink_to(data.target)
    else:
        path.write_bytes(data.start)
        os.truncate(path, max(data.size, len(data.start)))


def _library(folder: Path) -> str | None:
    from whisper_diarize.errors import WhisperDiarizeError
    from whisper_diarize.models import load_model

    try:
        model = load_model(folder)
        _ = model.segmentation, model.embedding
    except WhisperDiarizeError as error:
        message = str(error).replace(str(folder), "")
        return None if "\n" not in message else f"a message of several lines: {message:.100}"
    return None


def _command(model: HostileModel, folder: Path) -> str | None:
    _environment()
    from typer.testing import CliRunner

    from whisper_diarize.cli import app

    out = folder.parent / "out"
    place = str(folder / model.part if model.part else folder)
    name, *options = model.command.split()
    words = {
        "diarize": ["diarize", _recording(), "--diarization-model", place, "--quiet"],
        "transcribe": [*_transcribe(), "--model", place, "--output-dir", str(out)],
        "show": ["models", "show", place, *options],
        "convert": ["models", "convert", place, str(out / "x.safetensors" if model.part else out), *options],
    }[name]
    result = CliRunner().invoke(app.group(words), words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    if result.exit_code == 0:
        return _wrong_answer(name, result.stdout, out)
    return _wrong_refusal(result.exit_code, result.stderr)


def _transcribe() -> list[str]:
    engine = ("--language", "en", "--temperature", "0", "-o", "mlx-whisper.sample_len=4", "--quiet", "-f", "json")
    return ["transcribe", _recording(), *engine]


def _wrong_refusal(code: int, text: str) -> str | None:
    lines = text.splitlines()
    if code not in {1, 2}:
        return f"exit code {code}: {text:.200}"
    if len(lines) != 1 or not lines[0].startswith("error: ") or len(lines[0]) > MAX_MESSAGE:
        return f"{len(lines)} lines, {len(text)} characters: {text:.300}"
    return None


def _wrong_answer(name: str, text: str, out: Path) -> str | None:
    from whisper_diarize import read
    from whisper_diarize.models import describe

    if name == "diarize":
        wrong = [line for line in text.splitlines() if not TURN.fullmatch(line)]
        return f"no turn: {wrong[0]:.200}" if wrong else None
    if name == "transcribe":
        words = read(next(out.glob("*.json"))).words
        return None if all(0 <= word.start <= word.end <= 30 for word in words) else "words at impossible times"
    if name == "convert":
        single = out / "x.safetensors"
        describe(single if single.exists() else out)  # what was written can be read
        return None
    return None if text.strip() else "nothing is shown"


@functools.cache
def _environment() -> None:
    """Keep the hub, the cache and what is known of outputs out of it."""
    home = _home()
    os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HOME": home, "WHISPER_DIARIZE_CACHE_SIZE": "0", "NUMBA_DISABLE_JIT": "1"}
    os.environ["WHISPER_DIARIZE_STATE_DIR"] = home
    os.chdir(home)


@functools.cache
def _home() -> str:
    return tempfile.mkdtemp(prefix="models-")


@functools.cache
def _recording() -> str:
    """Write a recording of 3 seconds in which two people speak."""
    import soundfile

    samples, rate = soundfile.read(Path(__file__).parents[2] / "samples" / "interview.wav", frames=3 * 16_000)
    path = Path(_home()) / "talk.wav"
    soundfile.write(path, samples, rate)
    return str(path)


if __name__ == "__main__":
    sys.exit(command(make_case, check, count=1_000, seconds=SECONDS, cpu=CPU_SECONDS, memory=MEMORY))
