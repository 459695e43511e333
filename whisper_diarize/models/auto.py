"""Choose a model for those who named none."""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping, Sequence

from whisper_diarize import hub
from whisper_diarize.catalogue import OWN_ARCHITECTURES, NamedModel, Repository
from whisper_diarize.errors import HubError, ModelError

from .fetch import download, find_cached
from .files import ModelFiles, bundled_directory, find_files
from .model import check_files

NOT_HERE = "not on this machine"

logger = logging.getLogger(__name__)


@functools.cache
def best(models: tuple[NamedModel, ...], architectures: tuple[str, ...] = OWN_ARCHITECTURES) -> ModelFiles:
    """Return the first of the models, the best first, that is here, else the first that the hub gives now.

    Decided once in a process. `architectures` are the names of those that an embedding may have. Models whose files lie
    elsewhere than on the hub are never fetched unasked. A line says which was taken if there are better ones; it is a
    warning if only the bundled one is left.
    """
    causes: dict[str, str] = {}
    for get in (_here, _download):
        for place, model in enumerate(models):
            if causes.get(model.name, NOT_HERE) != NOT_HERE:
                continue  # here, and cannot be used
            try:
                found = get(model, causes)
                if found is None:
                    causes[model.name] = NOT_HERE
                    continue
                check_files(found, architectures)
            except HubError as error:
                causes[model.name] = error.cause
                if error.cause == hub.GATED:
                    logger.warning("%s", error)
            except ModelError as error:
                causes[model.name] = "cannot be used"
                logger.warning("%s", error)
            else:
                _tell_better(model, models[:place])
                return found
    _tell_bundled(models, causes)
    return find_files(bundled_directory())


def _here(model: NamedModel, _causes: Mapping[str, str]) -> ModelFiles | None:
    """Return a model if it is on this machine."""
    return find_cached(model)


def _download(model: NamedModel, causes: Mapping[str, str]) -> ModelFiles | None:
    """Download a model, unless it is clear that this will not do; None if it does not come from the hub.

    Raises:
        HubError: it is not to be had.
    """
    if not all(isinstance(source, Repository) for source in model.sources):
        return None
    if hub.is_offline():
        cause = hub.OFFLINE
    elif model.gated and not hub.has_token():
        cause = "needs a token"
    elif hub.NO_CONNECTION in causes.values():
        cause = hub.NO_CONNECTION
    else:
        return download(model)
    raise HubError(f"{model.name}: {cause}", cause)


def _tell_better(taken: NamedModel, better: Sequence[NamedModel]) -> None:
    """Name the models that would have been preferred, and the way to have them next time."""
    if better:
        names = ", ".join(f"{model.name}{' (with consent and a token)' if model.gated else ''}" for model in better)
        logger.info(
            "speakers: %s; preferred, but not here: %s; to have one: whisper-diarize models download NAME",
            *(taken.name, names),
        )


def _tell_bundled(models: Sequence[NamedModel], causes: dict[str, str]) -> None:
    """Say why no better model was taken, and how to have one."""
    free = [f"{model.name} ({model.sources[0].place})" for model in models if not model.gated]
    logger.warning(
        "speakers: bundled models (%s); run `whisper-diarize models download NAME` once when online%s",
        "; ".join(f"{', '.join(names)}: {cause}" for cause, names in _grouped(causes).items()),
        f"; without an account: {', '.join(free)}" if free else "",
    )


def _grouped(causes: dict[str, str]) -> dict[str, list[str]]:
    """Return the models by cause."""
    return {cause: [name for name in causes if causes[name] == cause] for cause in causes.values()}
