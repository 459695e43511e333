"""Choose a model for those who named none."""

from __future__ import annotations

import functools
import logging

from whisper_diarize import hub
from whisper_diarize.errors import HubError

from .catalogue import HUB_MODELS, PYANNOTE_3_1
from .fetch import download, find_cached
from .files import ModelFiles, find_files
from .load import bundled_directory

logger = logging.getLogger(__name__)


@functools.cache
def best() -> ModelFiles:
    """Return the best model that is here or can be had now; decided once in a process.

    If it is only the bundled one, a warning says why.
    """
    causes: dict[str, str] = {}
    for model in HUB_MODELS.values():
        found = find_cached(model)
        if found:
            return found
        if hub.is_offline():
            causes[model.name] = hub.OFFLINE
        elif model.gated and not hub.has_token():
            causes[model.name] = "needs a token"
        elif hub.NO_CONNECTION in causes.values():
            causes[model.name] = hub.NO_CONNECTION
        else:
            try:
                return download(model)
            except HubError as error:
                causes[model.name] = error.cause
                if error.cause == hub.GATED:
                    logger.warning("%s", error)
    logger.warning(
        "speakers: bundled models (%s); run `whisper-diarize models download %s` once when online",
        "; ".join(f"{', '.join(names)}: {cause}" for cause, names in _grouped(causes).items()),
        PYANNOTE_3_1.name,
    )
    return find_files(bundled_directory())


def _grouped(causes: dict[str, str]) -> dict[str, list[str]]:
    """Return the models by cause."""
    return {cause: [name for name in causes if causes[name] == cause] for cause in causes.values()}
