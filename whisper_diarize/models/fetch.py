"""The files of a model of the hub: those that are here, and downloads of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from whisper_diarize import hub
from whisper_diarize.errors import HubError, ModelError
from whisper_diarize.weights import EMBEDDING, PLDA_FILE, PLDA_TRANSFORM_FILE, SEGMENTATION, SUFFIXES

from .catalogue import NamedModel, Repository
from .files import CONFIG_FILE, PIPELINE_FILE, PLDA, ModelFiles, find_files

COMMIT_DIGITS = 8


def folders(model: NamedModel) -> list[Path]:
    """Return the folder of each repository of a model; none if not all of its files are here."""
    found = [_cached(repository) for repository in model.repositories]
    return [folder for folder in found if folder] if all(found) else []


def find_cached(model: NamedModel) -> ModelFiles | None:
    """Return the files of a model if all of them are on this machine; opens no socket.

    Raises:
        ModelError: they are, but the description among them cannot be read.
    """
    found = folders(model)
    return _files(model, found) if found else None


def download(model: NamedModel) -> ModelFiles:
    """Download the missing files of a model, and compare every file with its published checksum.

    Raises:
        HubError: it cannot be had, is not a diarization model, or a file is not what was published.
        ModelError: the description in it cannot be read.
    """
    here = {repository: _cached(repository) for repository in model.repositories}
    missing = {
        repository: hub.ask(repository.name, repository.revision) for repository, path in here.items() if not path
    }
    wanted = {repository: _wanted(repository, listing) for repository, listing in missing.items()}
    if missing:
        hub.announce(model.name, [file for files in wanted.values() for file in files])
    found = []
    for repository, folder in here.items():
        if folder:
            _check(repository, folder)
            found.append(folder)
        else:
            found.append(hub.download(missing[repository], wanted[repository], repository.revision))
    return _files(model, found)


def _cached(repository: Repository) -> Path | None:
    """Return the folder of a repository if all that we need of it is on this machine."""
    if repository.files:
        return hub.cached(repository.name, [file.name for file in repository.files], repository.revision)
    folder = hub.snapshot(repository.name, repository.revision)
    try:
        files = find_files(folder) if folder else None
    except ModelError:
        return None
    needed = (files.segmentation, files.embedding, *(files.plda or ())) if files else ()
    return folder if needed and all(path.is_file() for path in needed) else None


def _wanted(repository: Repository, listing: hub.Listing) -> list[hub.HubFile]:
    """Return the files to take of a repository, with the checksums that we know, else those that it publishes."""
    names = [file.name for file in repository.files] or _needed(list(listing.files))
    absent = [name for name in names if name not in listing.files]
    if absent or not names:
        lacks = ", ".join(absent) or f"{CONFIG_FILE} or {PIPELINE_FILE}"
        raise HubError(
            f"https://huggingface.co/{repository.name} is not a diarization model: it has no {lacks}", f"has no {lacks}"
        )
    known = {file.name: file.sha256 for file in repository.files}
    return [replace(listing.files[name], sha256=known.get(name) or listing.files[name].sha256) for name in names]


def _needed(names: Sequence[str]) -> list[str]:
    """Choose the files of a repository that `find_files` would take; none if it is not a model's."""
    descriptions = [name for name in (CONFIG_FILE, PIPELINE_FILE) if name in names][:1]
    weights = [_weights(names, part) for part in (SEGMENTATION, EMBEDDING)]
    plda = [name for name in (f"{PLDA}/{PLDA_TRANSFORM_FILE}", f"{PLDA}/{PLDA_FILE}") if name in names]
    return [*descriptions, *(name for found in weights for name in found), *plda] if descriptions else []


def _weights(names: Sequence[str], part: str) -> list[str]:
    """Return the weight files of one network, of the first kind that is there."""
    beside = [[name for name in names if name == part + suffix] for suffix in SUFFIXES]
    there = [name for name in names if str(PurePosixPath(name).parent) == part]
    inside = [[name for name in there if name.endswith(suffix)] for suffix in SUFFIXES]
    return next((found for found in (*beside, *inside) if found), [])


def _check(repository: Repository, folder: Path) -> None:
    """Compare the files of a repository that was downloaded before with their checksums."""
    known = {file.name: file.sha256 for file in repository.files}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        hub.check(repository.name, path, known.get(path.relative_to(folder).as_posix()))


def _files(model: NamedModel, paths: Sequence[Path]) -> ModelFiles:
    """Return the files of a model in the paths of its repositories, under its name and their commits."""
    if model.config is None:
        found = find_files(paths[0])
    else:
        segmentation, embedding = (
            folder / repository.files[0].name for repository, folder in zip(model.repositories, paths, strict=True)
        )
        found = ModelFiles(segmentation, embedding, model.config)
    commits = "+".join(folder.name[:COMMIT_DIGITS] for folder in paths)
    config = replace(found.config, name=f"{model.name}@{commits}", licence=found.config.licence or model.licence)
    return replace(found, config=config)
