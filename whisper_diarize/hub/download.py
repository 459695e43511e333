"""Short, resumed, checked downloads into the hub's own cache."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from huggingface_hub import hf_hub_download, hf_hub_url
from huggingface_hub.file_download import http_get
from huggingface_hub.utils import WeakFileLock, build_hf_headers

from whisper_diarize.errors import Cancelled, HubError

from . import timeouts
from .cache import check, compare, folder
from .failures import explain
from .listing import HubFile, Listing

logger = logging.getLogger(__name__)


def announce(name: str, files: Sequence[HubFile]) -> None:
    """Say that a model will be downloaded, and how large it is."""
    megabytes = sum(file.size or 0 for file in files) / 1e6
    logger.info("downloading %s (%.0f MB) from huggingface.co, once", name, megabytes)


def download(listing: Listing, files: Sequence[HubFile], revision: str | None = None) -> Path:
    """Download files of a repository, those that are not here yet, and compare them with their checksums.

    The commit is remembered as what `revision` (None: `main`) means from now on. Return the folder.

    Raises:
        HubError: a file cannot be had, or is not what was published; it is then removed.
    """
    repository, commit = listing.repository, listing.commit
    home = folder(repository)
    for file in files:
        try:
            with timeouts.quiet(), timeouts.small_steps():
                path = timeouts.call_with_timeout(
                    partial(_fetch, listing, file), timeouts.SILENT_SECONDS, lambda: _num_bytes(home / "blobs")
                )
        except (HubError, Cancelled):
            raise
        except Exception as exc:  # noqa: BLE001  # as above
            explain(repository, revision, exc)
        check(repository, path, file.sha256)
    if revision != commit:
        reference = home / "refs" / (revision or "main")
        reference.parent.mkdir(parents=True, exist_ok=True)
        reference.write_text(commit, encoding="utf-8")
    return home / "snapshots" / commit


def _fetch(listing: Listing, file: HubFile) -> Path:
    """Download a file into the hub's cache, and return where it is.

    huggingface_hub links what lies in its cache under its checksum, so a large file is put there beforehand: it would
    start from nothing again where a program was stopped.
    """
    repository, commit = listing.repository, listing.commit
    published = listing.files[file.name].sha256
    if published and not (folder(repository) / "snapshots" / commit / file.name).exists():
        _fill(listing, file, published)
    return Path(hf_hub_download(repository, file.name, revision=commit, etag_timeout=timeouts.HUB_SECONDS))


def _fill(listing: Listing, file: HubFile, sha256: str) -> None:
    """Put a file into the hub's cache once its checksum is right; continue a partial one."""
    home = folder(listing.repository)
    blob, lock = home / "blobs" / sha256, home.parent / ".locks" / home.name / f"{sha256}.part.lock"
    part = blob.with_name(f"{sha256}.part")
    for parent in (blob.parent, lock.parent):
        parent.mkdir(parents=True, exist_ok=True)
    with WeakFileLock(lock):
        if blob.exists():
            return
        size = listing.files[file.name].size
        with part.open("ab") as target:
            if size is not None and target.tell() > size:  # it was never this file
                target.seek(0)
                target.truncate()
            http_get(
                hf_hub_url(listing.repository, file.name, revision=listing.commit),
                target,
                resume_size=target.tell(),
                headers=build_hf_headers(),
                expected_size=size,
                displayed_filename=file.name,
            )
        compare(listing.repository, file.name, sha256, part)
        part.rename(blob)


def _num_bytes(folder: Path) -> int:
    """Add up the bytes in a folder, while files come and go in it."""
    total = 0
    for path in folder.glob("*"):
        with contextlib.suppress(FileNotFoundError):
            total += path.stat().st_size
    return total
