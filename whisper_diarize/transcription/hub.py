"""Models of huggingface.co: downloaded at their first use, then never asked for again."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import NoReturn

from huggingface_hub import HfApi, errors, hf_hub_download, try_to_load_from_cache

from whisper_diarize.errors import ModelError

from .models import CONFIG, WEIGHTS

logger = logging.getLogger(__name__)

HUB_SECONDS = 4.0
"""How long the hub may take to answer before we say that it cannot be reached."""


def fetch(repository: str) -> Path:
    """Return the folder of a model `owner/name`; the hub is asked only for what is not on this machine.

    Raises:
        ModelError: the model is not here and cannot be downloaded, or is not for MLX.
    """
    return _cached(repository) or _download(repository)


def _cached(repository: str) -> Path | None:
    """Return the folder of a model that was downloaded before; opens no socket."""
    config = try_to_load_from_cache(repository, CONFIG)
    if not isinstance(config, str):
        return None
    folder = Path(config).parent
    return folder if any((folder / name).is_file() for name in WEIGHTS) else None


def _download(repository: str) -> Path:
    """Download what mlx_whisper needs of a repository, some of which hold much more.

    The first question has a time limit; without one, huggingface_hub tries for minutes where the network is cut.
    """
    try:
        answer = HfApi().model_info(repository, timeout=HUB_SECONDS)
        files = {file.rfilename for file in answer.siblings or ()}
        wanted = [CONFIG, *[name for name in WEIGHTS if name in files][:1]]
        logger.info("downloading the model %s, once", repository)
        paths = [Path(hf_hub_download(repository, name, revision=answer.sha)) for name in wanted if name in files]
    except Exception as exc:  # noqa: BLE001  # hub, HTTP client, TLS and file system each raise their own
        _explain(repository, exc)
    if len(paths) < 2:  # noqa: PLR2004  # the configuration and the weights
        raise ModelError(f"huggingface.co/{repository} is not a Whisper model for MLX; name one of mlx-community")
    return paths[0].parent


def _explain(repository: str, exc: Exception) -> NoReturn:
    """Raise the error that says why a model could not be downloaded, and what to do."""
    page = f"https://huggingface.co/{repository}"
    if isinstance(exc, errors.OfflineModeIsEnabled):
        reason = "HF_HUB_OFFLINE forbids to download it; unset it once, or give a folder: --model FOLDER"
    elif isinstance(exc, errors.GatedRepoError):
        reason = f"its owner wants your consent; give it on {page} and set HF_TOKEN to your token"
    elif isinstance(exc, errors.RepositoryNotFoundError):
        reason = f"there is no {page}, or it is private; check the name, or set HF_TOKEN"
    elif isinstance(exc, errors.HfHubHTTPError):
        reason = f"huggingface.co refused it ({_first_line(exc)}); try again later, or give a folder: --model FOLDER"
    else:
        reason = (
            f"huggingface.co cannot be reached ({_first_line(exc)}); connect to the internet once, "
            "or copy the model here and give its folder: --model FOLDER"
        )
    raise ModelError(f"the model {repository} is not on this machine, and {reason}") from exc


def _first_line(exc: Exception) -> str:
    return next(iter(str(exc).splitlines()), "") or type(exc).__name__
