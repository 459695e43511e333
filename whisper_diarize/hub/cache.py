"""The hub's files on this machine: their folders and their checksums. Opens no socket."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from huggingface_hub import constants

from whisper_diarize.errors import HubError

BLOCK_BYTES = 2**20


def snapshot(repository: str, revision: str | None = None) -> Path | None:
    """Return the folder of a repository that was downloaded before, complete or not; opens no socket.

    `revision` is a commit, the beginning of one, or a name; None is `main` as it was at the time of the download.
    """
    home = folder(repository)
    reference = home / "refs" / (revision or "main")
    commit = reference.read_text(encoding="utf-8").strip() if reference.is_file() else revision
    found = sorted((home / "snapshots").glob(f"{commit}*")) if commit else []
    return found[0] if len(found) == 1 else None


def cached(repository: str, names: Sequence[str], revision: str | None = None) -> Path | None:
    """Return the folder of a repository if all these files of it are on this machine; opens no socket."""
    found = snapshot(repository, revision)
    return found if found and all((found / name).is_file() for name in names) else None


def check(repository: str, path: Path, sha256: str | None = None) -> None:
    """Compare a file with its checksum: the one given, else the one under which the hub's cache keeps it.

    Raises:
        HubError: they differ; the file is removed, so that the next try downloads it anew.
    """
    blob = path.parent / path.readlink() if path.is_symlink() else path
    expected = sha256 or (blob.name if len(blob.name) == hashlib.sha256().digest_size * 2 else None)
    if expected is not None:
        compare(repository, path.name, expected, path, path.resolve(), blob)


def compare(repository: str, name: str, sha256: str, path: Path, *copies: Path) -> None:
    """Compare a file with its checksum; remove it and its copies if they differ."""
    if sha256_of(path) == sha256:
        return
    for file in (*copies, path):
        file.unlink(missing_ok=True)
    raise HubError(
        f"{name} of {repository} does not have the checksum that was published for it, and was removed; "
        "try again, and if it stays so, do not use it",
        "checksum wrong",
    )


def folder(repository: str) -> Path:
    """Return the folder of a repository in the hub's cache."""
    return Path(constants.HF_HUB_CACHE) / f"models--{repository.replace('/', '--')}"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(BLOCK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
