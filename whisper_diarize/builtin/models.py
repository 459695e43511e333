"""Our own named models for the speakers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whisper_diarize.catalogue import BUILT_IN
from whisper_diarize.hookspecs import hookimpl

if TYPE_CHECKING:
    from whisper_diarize.catalogue import RegisterModel


@hookimpl
def register_models(register: RegisterModel) -> None:
    """Register the models that are published, the best first."""
    for model in BUILT_IN:
        register(model)
