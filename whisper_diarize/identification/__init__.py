"""Voices of known people: the library, enrolment and matching. A name is offered, and a person confirms it.

NumPy is imported with the first name that needs it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .options import VoicesOptions

if TYPE_CHECKING:
    from .enrolment import ENROL_SECONDS, ENROL_TURNS, enrol, exemplar
    from .exchange import dump_people, load_people
    from .identifier import VoiceIdentifier, comparable, figures_of
    from .library import VoiceLibrary, library_path
    from .matching import MIN_SECONDS, cosines, match
    from .people import SharedSpeakers
    from .records import Exemplar, Person, Voice, unit
    from .speech import voice_within, voices_of

__all__ = [
    "ENROL_SECONDS",
    "ENROL_TURNS",
    "MIN_SECONDS",
    "Exemplar",
    "Person",
    "SharedSpeakers",
    "Voice",
    "VoiceIdentifier",
    "VoiceLibrary",
    "VoicesOptions",
    "comparable",
    "cosines",
    "dump_people",
    "enrol",
    "exemplar",
    "figures_of",
    "library_path",
    "load_people",
    "match",
    "unit",
    "voice_within",
    "voices_of",
]

_MODULES = ("enrolment", "exchange", "identifier", "library", "matching", "people", "records", "speech")


def __getattr__(name: str) -> object:
    if name in __all__:
        for module in _MODULES:
            found = getattr(import_module(f"{__name__}.{module}"), name, None)
            if found is not None:
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
