"""Whisper models of huggingface.co: downloaded at their first use, then never asked for again."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Protocol

from whisper_diarize import hub
from whisper_diarize.errors import ModelError


class ModelFormat(Protocol):
    """The part of a format of models that tells the files to fetch; `models.ModelFormat` is one."""

    @property
    def engine(self) -> str:
        """The engine's name, for messages."""

    @property
    def owner(self) -> str:
        """An owner of such repositories, for messages."""

    @property
    def needed(self) -> tuple[tuple[str, ...], ...]:
        """The names of the files that must be there, each with its alternatives."""

    @property
    def optional(self) -> tuple[str, ...]:
        """The names of files that may be there."""


def fetch(repository: str, model_format: ModelFormat) -> Path:
    """Return the folder of a model `owner/name`; the hub is asked only for files that are not on this machine.

    Raises:
        ModelError: the model is not here and cannot be downloaded, or is not of this format.
    """
    for names in product(*model_format.needed):
        folder = hub.cached(repository, names)
        if folder:
            return folder
    return _download(repository, model_format)


def _download(repository: str, model_format: ModelFormat) -> Path:
    """Download the files that the engine reads; some repositories hold many more."""
    listing = hub.ask(repository)
    found = [[name for name in names if name in listing.files][:1] for names in model_format.needed]
    if not all(found):
        raise ModelError(
            f"huggingface.co/{repository} is not a Whisper model for {model_format.engine}; "
            f"name one of {model_format.owner}"
        )
    names = [name for one in found for name in one] + [name for name in model_format.optional if name in listing.files]
    files = [listing.files[name] for name in names]
    hub.announce(repository, files)
    return hub.download(listing, files)
