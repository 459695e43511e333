"""The files of wheels on this machine, each wheel's in a folder of its own."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from platformdirs import user_data_dir

from whisper_diarize import hub
from whisper_diarize.catalogue import File, Wheel
from whisper_diarize.errors import ModelError
from whisper_diarize.files import expanded

MODELS_DIR = "WHISPER_DIARIZE_MODELS_DIR"
DIGITS = 8
OTHER_WAYS = "take a folder with the model (--diarization-model DIR), or another model (whisper-diarize models list)"


def home() -> Path:
    """Return the folder of all models that come from wheels: WHISPER_DIARIZE_MODELS_DIR, or the user's own."""
    set_by_user = os.environ.get(MODELS_DIR)
    return expanded(set_by_user or Path(user_data_dir("whisper-diarize", appauthor=False)) / "models")


def folder(wheel: Wheel) -> Path:
    """Return the folder of a wheel's files, there or not."""
    return home() / f"{wheel.project}-{wheel.version}-{(wheel.file.sha256 or '')[:DIGITS]}"


def cached(wheel: Wheel) -> Path | None:
    """Return the folder of a wheel if all of its files are there, with their sizes."""
    found = folder(wheel)
    return found if all(_size(found / file.name) == file.size for file in wheel.files) else None


def check(wheel: Wheel) -> None:
    """Compare the files of a wheel with their checksums.

    Raises:
        ModelError: one differs; it is removed, so that the next try downloads it anew.
    """
    for file in wheel.files:
        path = folder(wheel) / file.name
        if hub.sha256_of(path) != file.sha256:
            path.unlink(missing_ok=True)
            raise ModelError(
                f"{path} does not have the checksum that is known of it, and was removed; "
                "try again, and if it stays so, do not use it"
            )


def compare(file: File, path: Path, source: str) -> None:
    """Compare a file with the pinned size and SHA-256.

    Raises:
        ModelError: they differ.
    """
    size, sha256 = path.stat().st_size, hub.sha256_of(path)
    if (size, sha256) != (file.size, file.sha256):
        raise ModelError(
            f"{source}: {PurePosixPath(file.name).name} is not the file that is known: expected {file.size} bytes, "
            f"SHA-256 {file.sha256:.16}..., came {size} bytes, {sha256:.16}...; nothing was kept: {OTHER_WAYS}"
        )


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None
