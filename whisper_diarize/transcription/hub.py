"""Whisper models of huggingface.co: downloaded at their first use, then never asked for again."""

from __future__ import annotations

from pathlib import Path

from whisper_diarize import hub
from whisper_diarize.errors import ModelError

from .model_files import CONFIG, WEIGHTS


def fetch(repository: str) -> Path:
    """Return the folder of a model `owner/name`; the hub is asked only for files that are not on this machine.

    Raises:
        ModelError: the model is not here and cannot be downloaded, or is not for MLX.
    """
    for weights in WEIGHTS:
        folder = hub.cached(repository, (CONFIG, weights))
        if folder:
            return folder
    return _download(repository)


def _download(repository: str) -> Path:
    """Download the files that mlx_whisper needs; some repositories hold many more."""
    listing = hub.ask(repository)
    weights = [name for name in WEIGHTS if name in listing.files][:1]
    if CONFIG not in listing.files or not weights:
        raise ModelError(f"huggingface.co/{repository} is not a Whisper model for MLX; name one of mlx-community")
    files = [listing.files[name] for name in (CONFIG, *weights)]
    hub.announce(repository, files)
    return hub.download(listing, files)
