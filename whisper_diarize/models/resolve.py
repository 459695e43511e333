"""Resolution of a diarization model's name to its files on this machine, downloaded if need be and allowed."""

from __future__ import annotations

import re
from pathlib import Path

from whisper_diarize.catalogue import AUTO, BUNDLED, Catalogue, NamedModel, Repository, built_in
from whisper_diarize.errors import OptionError
from whisper_diarize.files import expanded, is_folder

from .files import ModelFiles, bundled_directory, find_files
from .model import Model, load_files

REPOSITORY = re.compile(r"(\w[\w.-]*/\w[\w.-]*)(?:@(\w[\w.-]*))?")


def load_model(model: str | Path = BUNDLED, models: Catalogue | None = None) -> Model:
    """Load a model by one of the names that `resolve` knows.

    Raises:
        OptionError: there is no model of this name.
        ModelError: its files are not here and cannot be had, are broken, or do not belong to such a model.
    """
    models = built_in() if models is None else models
    return load_files(resolve(model, models), models.architectures)


def resolve(model: str | Path = AUTO, models: Catalogue | None = None) -> ModelFiles:
    """Return the files of a model.

    `model` is `auto`, a name of `models` (None: ours alone), a folder, or a repository of huggingface.co: `owner/name`,
    with `@REVISION` if it should be another than the newest at the first download. A server is asked only for what is
    not on this machine. The description's name then says which model it is, and the first digits of its version.

    Raises:
        OptionError: there is no model of this name.
        ModelError: its files are not here and cannot be had.
    """
    models = built_in() if models is None else models
    if model == BUNDLED:
        return find_files(bundled_directory())
    if str(model) not in ("", AUTO, *models.names) and is_folder(model):
        return find_files(expanded(model))
    named = None if model == AUTO else find_named(str(model), models)
    from . import auto, fetch  # noqa: PLC0415  huggingface_hub is slow to import

    if named is None:
        return auto.best(models.ranked, models.architectures.known)
    return fetch.find_cached(named) or fetch.download(named)


def find_named(model: str, models: Catalogue | None = None) -> NamedModel:
    """Look up a model that has a name: one of `models` (None: ours alone), or any `owner/name[@REVISION]` of the hub.

    Raises:
        OptionError: there is no model of this name.
    """
    models = built_in() if models is None else models
    if model in models:
        return models.model(model)
    match = REPOSITORY.fullmatch(model)
    if match is None:
        unknown = OptionError.unknown("diarization model", model, [AUTO, BUNDLED, *models.names], in_order=True)
        raise OptionError(f"{unknown}; or name a folder, or a repository of huggingface.co as owner/name")
    return NamedModel(match[1], "a repository of huggingface.co", (), (Repository(match[1], (), match[2]),))
