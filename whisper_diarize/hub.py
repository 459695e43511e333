"""huggingface.co: what is on this machine already, and short, checked downloads of what is not.

huggingface_hub fetches and keeps the files, so HF_TOKEN, HF_HOME, HF_ENDPOINT and HF_HUB_OFFLINE mean what they always
do. What this module adds: nothing waits for long, every published checksum is compared, and each failure is one line.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn, TypeVar

from huggingface_hub import HfApi, constants, errors, get_token, hf_hub_download, hf_hub_url
from huggingface_hub.file_download import http_get
from huggingface_hub.utils import (
    WeakFileLock,
    are_progress_bars_disabled,
    build_hf_headers,
    disable_progress_bars,
    enable_progress_bars,
)
from huggingface_hub.utils import logging as hub_logging

from whisper_diarize.errors import HubError

logger = logging.getLogger(__name__)

HUB_SECONDS = 4.0
"""How long the hub may take for each step of its first answer before we say that it cannot be reached."""
SILENT_SECONDS = 30.0
"""How long a download may bring nothing before it is given up; huggingface_hub tries again in the meantime."""
CHUNK_BYTES = 2**20

NO_CONNECTION, OFFLINE, GATED = "no connection", "downloads are off", "is gated"

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class HubFile:
    """One file of a repository: its size in bytes and its SHA-256, where they are published."""

    name: str
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a repository holds at one commit."""

    repository: str
    commit: str
    files: dict[str, HubFile]


def is_offline() -> bool:
    """Return whether HF_HUB_OFFLINE forbids downloads."""
    return bool(constants.HF_HUB_OFFLINE)


def has_token() -> bool:
    """Return whether the user has a token: in HF_TOKEN, or stored by `hf auth login`."""
    try:
        return _in_time(get_token, HUB_SECONDS) is not None
    except Exception:  # noqa: BLE001  # the keeper of a token may fail as it likes; then there is none
        return False


def snapshot(repository: str, revision: str | None = None) -> Path | None:
    """Return the folder of a repository that was downloaded before, complete or not; opens no socket.

    `revision` is a commit, the beginning of one, or a name; None is `main` as it was at the time of the download.
    """
    folder = _folder(repository)
    reference = folder / "refs" / (revision or "main")
    commit = reference.read_text(encoding="utf-8").strip() if reference.is_file() else revision
    found = sorted((folder / "snapshots").glob(f"{commit}*")) if commit else []
    return found[0] if len(found) == 1 else None


def cached(repository: str, names: Sequence[str], revision: str | None = None) -> Path | None:
    """Return the folder of a repository if all these files of it are on this machine; opens no socket."""
    folder = snapshot(repository, revision)
    return folder if folder and all((folder / name).is_file() for name in names) else None


def ask(repository: str, revision: str | None = None) -> Listing:
    """Ask the hub what a repository holds, and whether we may have it.

    Raises:
        HubError: it cannot be reached, has no such repository or revision, or does not let us in.
    """
    try:
        if is_offline():
            raise errors.OfflineModeIsEnabled  # noqa: TRY301  # as huggingface_hub would, only earlier
        with _quiet():
            answer = _in_time(
                lambda: HfApi().model_info(repository, revision=revision, timeout=HUB_SECONDS, files_metadata=True),
                2 * HUB_SECONDS,  # a name server that does not answer heeds no time limit
            )
            if answer.gated:
                _in_time(partial(_check_access, repository), 2 * HUB_SECONDS)
    except Exception as exc:  # noqa: BLE001  # hub, HTTP client, TLS and file system each raise their own
        _explain(repository, revision, exc)
    files = {
        file.rfilename: HubFile(file.rfilename, file.size, file.lfs.sha256 if file.lfs else None)
        for file in answer.siblings or ()
    }
    return Listing(repository, answer.sha or revision or "main", files)


def download(listing: Listing, files: Sequence[HubFile], revision: str | None = None) -> Path:
    """Download files of a repository, those that are not here yet, and compare them with their checksums.

    The commit is remembered as what `revision` (None: `main`) means from now on. Return the folder.

    Raises:
        HubError: a file cannot be had, or is not what was published; it is then removed.
    """
    repository, commit = listing.repository, listing.commit
    folder = _folder(repository)
    for file in files:
        try:
            with _quiet(), _small_steps():
                path = _in_time(partial(_fetch, listing, file), SILENT_SECONDS, lambda: _num_bytes(folder / "blobs"))
        except HubError:
            raise
        except Exception as exc:  # noqa: BLE001  # as above
            _explain(repository, revision, exc)
        check(repository, path, file.sha256)
    if revision != commit:
        reference = folder / "refs" / (revision or "main")
        reference.parent.mkdir(parents=True, exist_ok=True)
        reference.write_text(commit, encoding="utf-8")
    return folder / "snapshots" / commit


def check(repository: str, path: Path, sha256: str | None = None) -> None:
    """Compare a file with its checksum: the one given, else the one under which the hub's cache keeps it.

    Raises:
        HubError: they differ; the file is removed, so that the next try downloads it anew.
    """
    blob = path.parent / path.readlink() if path.is_symlink() else path
    expected = sha256 or (blob.name if len(blob.name) == hashlib.sha256().digest_size * 2 else None)
    if expected is not None:
        _compare(repository, path.name, expected, path, path.resolve(), blob)


def announce(name: str, files: Sequence[HubFile]) -> None:
    """Say that a model will be downloaded, and how large it is."""
    megabytes = sum(file.size or 0 for file in files) / 1e6
    logger.info("downloading %s (%.0f MB) from huggingface.co, once", name, megabytes)


def _check_access(repository: str) -> None:
    """Raise what huggingface_hub does for a gated repository that does not let us in: its listing is for everybody."""
    try:
        HfApi().auth_check(repository)
    except errors.GatedRepoError:
        raise
    except errors.HfHubHTTPError:  # a mirror may lack this question; the download will tell
        logger.debug("%s: access is not known", repository, exc_info=True)


def _folder(repository: str) -> Path:
    """Return where the hub's cache keeps a repository."""
    return Path(constants.HF_HUB_CACHE) / f"models--{repository.replace('/', '--')}"


def _fetch(listing: Listing, file: HubFile) -> Path:
    """Download a file into the hub's cache, and return where it is.

    huggingface_hub links what lies in its cache under its checksum, so a large file is put there beforehand: it would
    start from nothing again where a program was stopped.
    """
    repository, commit = listing.repository, listing.commit
    published = listing.files[file.name].sha256
    if published and not (_folder(repository) / "snapshots" / commit / file.name).exists():
        _fill(listing, file, published)
    return Path(hf_hub_download(repository, file.name, revision=commit, etag_timeout=HUB_SECONDS))


def _fill(listing: Listing, file: HubFile, sha256: str) -> None:
    """Put a file into the hub's cache once its checksum is right; go on with what is there of it."""
    folder = _folder(listing.repository)
    blob, lock = folder / "blobs" / sha256, folder.parent / ".locks" / folder.name / f"{sha256}.part.lock"
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
        _compare(listing.repository, file.name, sha256, part)
        part.rename(blob)


def _compare(repository: str, name: str, sha256: str, path: Path, *copies: Path) -> None:
    """Compare a file with its checksum; remove it and its copies if they differ."""
    if _sha256(path) == sha256:
        return
    for file in (*copies, path):
        file.unlink(missing_ok=True)
    raise HubError(
        f"{name} of {repository} does not have the checksum that was published for it, and was removed; "
        "try again, and if it stays so, do not use it",
        "checksum wrong",
    )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _num_bytes(folder: Path) -> int:
    """Return how much a folder holds, while files come and go in it."""
    total = 0
    for path in folder.glob("*"):
        with contextlib.suppress(FileNotFoundError):
            total += path.stat().st_size
    return total


def _in_time(call: Callable[[], Result], seconds: float, progress: Callable[[], int] = lambda: 0) -> Result:
    """Return what `call` returns; give it up once `progress()` has not changed for so many seconds.

    It has a thread of its own: no time limit of an HTTP client covers the name servers or all its tries together.

    Raises:
        TimeoutError: it was given up. The thread stays behind, and ends with the process.
    """
    outcome: Future[Result] = Future()

    def work() -> None:
        try:
            outcome.set_result(call())
        except BaseException as exc:  # noqa: BLE001  # raised again by the one who waits
            outcome.set_exception(exc)

    threading.Thread(target=work, daemon=True).start()
    seen, since = progress(), time.monotonic()
    while True:
        with contextlib.suppress(NotYet):
            return outcome.result(timeout=min(seconds, 0.1))
        if outcome.done():  # the call itself ran out of time
            return outcome.result()
        now = progress()
        if now != seen:
            seen, since = now, time.monotonic()
        elif time.monotonic() - since > seconds:
            raise TimeoutError(f"no answer for {seconds:g} s")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep huggingface_hub's own messages to itself; its bars are for a person who sees our messages."""
    verbosity, bars_were_off = hub_logging.get_verbosity(), are_progress_bars_disabled()
    hub_logging.set_verbosity(logging.ERROR)
    watched = logger.isEnabledFor(logging.INFO) and sys.stderr.isatty()
    if constants.HF_HUB_DISABLE_PROGRESS_BARS is None and not watched:  # None: the environment leaves it to us
        disable_progress_bars()
    try:
        yield
    finally:
        hub_logging.set_verbosity(verbosity)
        if not bars_were_off:
            enable_progress_bars()


@contextlib.contextmanager
def _small_steps() -> Iterator[None]:
    """Download in steps so small that silence can be told from slowness."""
    before = constants.DOWNLOAD_CHUNK_SIZE
    constants.DOWNLOAD_CHUNK_SIZE = CHUNK_BYTES
    try:
        yield
    finally:
        constants.DOWNLOAD_CHUNK_SIZE = before


def _explain(repository: str, revision: str | None, exc: Exception) -> NoReturn:
    """Raise the error that says why a repository could not be had, and what to do."""
    page = f"https://huggingface.co/{repository}"
    # a download that could not begin hides the reason in its cause
    reason = exc.__cause__ if isinstance(exc, errors.LocalEntryNotFoundError) and exc.__cause__ else exc
    if isinstance(reason, errors.GatedRepoError):
        message = (
            f"{repository} is gated: log in at {page}, click 'Agree and access repository', "
            "and set HF_TOKEN to a token from https://huggingface.co/settings/tokens"
        )
        raise HubError(message, GATED) from exc
    if isinstance(reason, errors.OfflineModeIsEnabled):
        cause, text = OFFLINE, "--offline or HF_HUB_OFFLINE forbids to download it; do so once without"
    elif isinstance(reason, errors.RevisionNotFoundError):
        cause = f"revision {revision} is gone"
        text = f"{page} has no revision {revision}; name the repository itself to take its newest"
    elif isinstance(reason, errors.RepositoryNotFoundError):
        cause, text = "not found", f"there is no {page}, or it is private; check the name, or set HF_TOKEN"
    elif isinstance(reason, errors.HfHubHTTPError):
        cause = "the hub refused it"
        text = f"huggingface.co refused it ({_first_line(reason)}); try again later"
    elif isinstance(reason, OSError) and (reason.filename or reason.errno == errno.ENOSPC):
        cause, text = "the cache cannot be written", f"it cannot be stored ({reason}); make room for it, or set HF_HOME"
    else:
        cause = NO_CONNECTION
        text = f"huggingface.co cannot be reached ({_first_line(reason)}); connect to the internet once"
    message = f"the model {repository} is not on this machine, and {text}, or name a folder that holds the model"
    raise HubError(message, cause) from exc


def _first_line(exc: BaseException) -> str:
    return next(iter(str(exc).split("\n")), "").strip() or type(exc).__name__
