"""Listings of repositories on the hub."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

from huggingface_hub import HfApi, constants, errors, get_token

from whisper_diarize.errors import Cancelled

from . import timeouts
from .failures import explain

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HubFile:
    """One file of a repository: its size in bytes and its SHA-256, where they are published."""

    name: str
    size: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Files of a repository at one commit."""

    repository: str
    commit: str
    files: dict[str, HubFile]


def is_offline() -> bool:
    """Tell if HF_HUB_OFFLINE forbids downloads."""
    return bool(constants.HF_HUB_OFFLINE)


def has_token() -> bool:
    """Tell if the user has a token: in HF_TOKEN, or stored by `hf auth login`."""
    try:
        return timeouts.call_with_timeout(get_token, timeouts.HUB_SECONDS) is not None
    except Exception:  # noqa: BLE001  # the keeper of a token may fail as it likes; then there is none
        return False


def ask(repository: str, revision: str | None = None) -> Listing:
    """Ask the hub for the files of a repository, and whether we have access.

    Raises:
        HubError: it cannot be reached, has no such repository or revision, or does not let us in.
    """
    try:
        if is_offline():
            raise errors.OfflineModeIsEnabled  # noqa: TRY301  # as huggingface_hub would, only earlier
        with timeouts.quiet():
            answer = timeouts.call_with_timeout(
                lambda: HfApi().model_info(
                    repository, revision=revision, timeout=timeouts.HUB_SECONDS, files_metadata=True
                ),
                2 * timeouts.HUB_SECONDS,  # a name server that does not answer heeds no time limit
            )
            if answer.gated:
                timeouts.call_with_timeout(partial(_check_access, repository), 2 * timeouts.HUB_SECONDS)
    except Cancelled:
        raise
    except Exception as exc:  # noqa: BLE001  # hub, HTTP client, TLS and file system each raise their own
        explain(repository, revision, exc)
    files = {
        file.rfilename: HubFile(file.rfilename, file.size, file.lfs.sha256 if file.lfs else None)
        for file in answer.siblings or ()
    }
    return Listing(repository, answer.sha or revision or "main", files)


def _check_access(repository: str) -> None:
    """Raise huggingface_hub's error for a gated repository without access: its listing is public."""
    try:
        HfApi().auth_check(repository)
    except errors.GatedRepoError:
        raise
    except errors.HfHubHTTPError:  # a mirror may lack this question; the download will tell
        logger.debug("%s: access is not known", repository, exc_info=True)
