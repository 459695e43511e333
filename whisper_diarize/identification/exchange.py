"""The library as a file to carry elsewhere: JSON with vectors, for its owner alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from whisper_diarize.errors import VoiceError
from whisper_diarize.records import Fields

from .library import MAX_DIM, checked_name
from .records import Exemplar, Person, unit

FORMAT = "whisper-diarize voices"
VERSION = 1


def dump_people(people: Sequence[Person]) -> str:
    """Return people with their exemplars as JSON."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "people": [{"name": person.name, "exemplars": [_plain(one) for one in person.exemplars]} for person in people],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def load_people(text: str) -> tuple[Person, ...]:
    """Read the output of `dump_people`.

    Raises:
        VoiceError: it is not that; the message names the field.
        OptionError: a name cannot be one.
    """
    try:
        return _checked(Fields.of(json.loads(text))).records("people", _person)
    except (ValueError, RecursionError) as error:
        raise VoiceError(f"this is no file of `whisper-diarize voices export`: {error}") from error


def _checked(fields: Fields) -> Fields:
    if fields.get("format") != FORMAT:
        raise ValueError(f"its format is not '{FORMAT}'")
    if fields.get("version") != VERSION:
        raise ValueError(f"its version is {fields.get('version')!r:.20}, and only {VERSION} is known")
    return fields


def _plain(one: Exemplar) -> dict[str, object]:
    return {**asdict(one), "vector": [round(float(value), 7) for value in one.vector]}


def _person(fields: Fields) -> Person:
    return Person(checked_name(fields.text("name")), fields.records("exemplars", _exemplar))


def _exemplar(fields: Fields) -> Exemplar:
    vector = fields.each("vector", lambda value, _: float(value) if isinstance(value, (int, float)) else float("nan"))
    if not 0 < len(vector) <= MAX_DIM or not np.isfinite(vector).all() or not any(vector):
        raise ValueError(f"{fields.path('vector')} is no voice")
    return Exemplar(
        unit(vector),
        fields.number("seconds", 0),
        fields.optional_integer("turns", 0) or 0,
        fields.text("recording"),
        fields.text("model"),
        fields.text("added"),
        fields.text("consent"),
        fields.flag("quarantined"),
    )
