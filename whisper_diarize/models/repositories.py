"""The files of a repository of the hub that a model needs: those that are here, and downloads of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from whisper_diarize import hub
from whisper_diarize.catalogue import Repository, Source
from whisper_diarize.errors import HubError, ModelError
from whisper_diarize.weights import EMBEDDING, PLDA_FILE, PLDA_TRANSFORM_FILE, SEGMENTATION, SUFFIXES

from .files import CONFIG_FILE, PIPELINE_FILE, PLDA, find_files


def cached(repository: Repository) -> Path | None:
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


def download(model: str, repositories: Sequence[Repository]) -> dict[Source, Path]:
    """Download what is missing of repositories; return their folders.

    Raises:
        HubError: one cannot be had, is not a diarization model, or a file is not what was published.
    """
    listings = {repository: hub.ask(repository.name, repository.revision) for repository in repositories}
    wanted = {repository: _wanted(repository, listing) for repository, listing in listings.items()}
    if wanted:
        hub.announce(model, [file for files in wanted.values() for file in files])
    return {
        repository: hub.download(listing, wanted[repository], repository.revision)
        for repository, listing in listings.items()
    }


def check(repository: Repository, folder: Path) -> None:
    """Compare the files of a repository that was downloaded before with their checksums."""
    known = {file.name: file.sha256 for file in repository.files}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        hub.check(repository.name, path, known.get(path.relative_to(folder).as_posix()))


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
