"""Choose a model for those who named none."""

from __future__ import annotations

import functools
import logging

from whisper_diarize import hub
from whisper_diarize.errors import HubError, ModelError

from .catalogue import HUB_MODELS, PYANNOTE_3_1, NamedModel
from .fetch import download, find_cached
from .files import ModelFiles, bundled_directory, find_files
from .model import check_files

logger = logging.getLogger(__name__)


@functools.cache
def best() -> ModelFiles:
    """Return the best model that is here or can be had now, and can be used; decided once in a process.

    If it is only the bundled one, a warning says why.
    """
    causes: dict[str, str] = {}
    for model in HUB_MODELS.values():
        try:
            found = find_cached(model) or _download(model, list(causes.values()))
            check_files(found)
        except HubError as error:
            causes[model.name] = error.cause
            if error.cause == hub.GATED:
                logger.warning("%s", error)
        except ModelError as error:
            causes[model.name] = "cannot be used"
            logger.warning("%s", error)
        else:
            return found
    logger.warning(
        "speakers: bundled models (%s); run `whisper-diarize models download %s` once when online",
        "; ".join(f"{', '.join(names)}: {cause}" for cause, names in _grouped(causes).items()),
        PYANNOTE_3_1.name,
    )
    return find_files(bundled_directory())


def _download(model: NamedModel, causes: list[str]) -> ModelFiles:
    """Download a model, unless it is clear that this will not do.

    Raises:
        HubError: it is not to be had.
    """
    if hub.is_offline():
        cause = hub.OFFLINE
    elif model.gated and not hub.has_token():
        cause = "needs a token"
    elif hub.NO_CONNECTION in causes:
        cause = hub.NO_CONNECTION
    else:
        return download(model)
    raise HubError(f"{model.name}: {cause}", cause)


def _grouped(causes: dict[str, str]) -> dict[str, list[str]]:
    """Return the models by cause."""
    return {cause: [name for name in causes if causes[name] == cause] for cause in causes.values()}
