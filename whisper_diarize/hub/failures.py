"""Messages for a repository that cannot be had: the cause, and what to do about it, in one line."""

from __future__ import annotations

import errno
from typing import NoReturn

from huggingface_hub import errors

from whisper_diarize.errors import HubError

NO_CONNECTION, OFFLINE, GATED = "no connection", "downloads are off", "is gated"


def explain(repository: str, revision: str | None, exc: Exception) -> NoReturn:
    """Raise the error with the reason why a repository cannot be had, and the next step."""
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
