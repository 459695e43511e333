"""Folders of this machine as sources of models."""

from __future__ import annotations

from pathlib import Path

from whisper_diarize import hub
from whisper_diarize.catalogue import Folder
from whisper_diarize.errors import ModelError
from whisper_diarize.files import expanded, is_folder


def cached(folder: Folder) -> Path | None:
    """Return the folder if it is there, with all the files that are named."""
    path = expanded(folder.path)
    return path if is_folder(path) and all((path / file.name).is_file() for file in folder.files) else None


def check(folder: Folder) -> None:
    """Compare the files that are named with their checksums, where these are known.

    Raises:
        ModelError: one differs.
    """
    for file in folder.files:
        path = expanded(folder.path) / file.name
        if file.sha256 is not None and hub.sha256_of(path) != file.sha256:
            raise ModelError(f"{path} does not have the checksum that is known of it; do not use it")


def missing(model: str, folder: Folder) -> ModelError:
    """Return the error for a folder that is not there, or not complete."""
    path = expanded(folder.path)
    lacks = ", ".join(file.name for file in folder.files if not (path / file.name).is_file())
    what = f"it lacks {lacks}" if lacks and is_folder(path) else "there is no such folder"
    return ModelError(f"{folder.path}: the model {model} should be there, but {what}; put its files there")
