"""Resolution of a diarization model's name to its files on this machine, downloaded if need be and allowed."""

from __future__ import annotations

import re
from pathlib import Path

from whisper_diarize.errors import OptionError
from whisper_diarize.files import expanded, is_folder

from .catalogue import AUTO, BUNDLED, HUB_MODELS, NamedModel, Repository
from .files import ModelFiles, bundled_directory, find_files
from .model import Model, load_files

REPOSITORY = re.compile(r"(\w[\w.-]*/\w[\w.-]*)(?:@(\w[\w.-]*))?")


def load_model(model: str | Path = BUNDLED) -> Model:
    """Load a model by one of the names that `resolve` knows.

    Raises:
        OptionError: there is no model of this name.
        ModelError: its files are not here and cannot be had, are broken, or do not belong to such a model.
    """
    return load_files(resolve(model))


def resolve(model: str | Path = AUTO) -> ModelFiles:
    """Return the files of a model.

    `model` is `auto`, a name of the catalogue, a folder, or a repository of huggingface.co: `owner/name`, with
    `@REVISION` if it should be another than the newest at the first download. The hub is asked only for what is not on
    this machine. The description's name then says which model it is, and the first digits of its commit.

    Raises:
        OptionError: there is no model of this name.
        ModelError: its files are not here and cannot be had.
    """
    if model == BUNDLED:
        return find_files(bundled_directory())
    if str(model) not in ("", AUTO, *HUB_MODELS) and is_folder(model):
        return find_files(expanded(model))
    named = None if model == AUTO else on_hub(str(model))
    from . import auto, fetch  # noqa: PLC0415  # huggingface_hub is slow to import

    return auto.best() if named is None else fetch.find_cached(named) or fetch.download(named)


def on_hub(model: str) -> NamedModel:
    """Look up a model of the hub: `community-1`, `pyannote-3.1`, or any `owner/name[@REVISION]`.

    Raises:
        OptionError: there is no model of this name.
    """
    if model in HUB_MODELS:
        return HUB_MODELS[model]
    match = REPOSITORY.fullmatch(model)
    if match is None:
        unknown = OptionError.unknown("diarization model", model, [AUTO, BUNDLED, *HUB_MODELS], in_order=True)
        raise OptionError(f"{unknown}; or name a folder, or a repository of huggingface.co as owner/name")
    return NamedModel(match[1], "", (Repository(match[1], (), match[2]),))
