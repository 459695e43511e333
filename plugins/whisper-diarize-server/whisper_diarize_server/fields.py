"""The fields of a form, by name: `x`, lists as `x[]`, `x[0]` or repeated, objects as `x[key]` or JSON; in any order."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from .errors import ApiError, bad_field

NAME = re.compile(r"([a-z_]{1,60})(?:\[([a-z_0-9]{0,60})\])?")
TRUE, FALSE = ("true", "1"), ("false", "0")
MAX_SHOWN = 80


@dataclass(slots=True)
class Fields:
    """Values by name, in the order in which they came; `objects` are those with a key in brackets."""

    values: dict[str, list[str]] = field(default_factory=dict)
    objects: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, str]], known: Collection[str]) -> Fields:
        """Sort the fields of a form.

        Raises:
            ApiError: a field is none of those `known`.
        """
        fields = cls()
        for name, value in pairs:
            match = NAME.fullmatch(name)
            if match is None or match[1] not in known:
                raise bad_field(name[:MAX_SHOWN], f"Unrecognized request argument supplied: {_shown(name)}")
            key = match[2] or ""
            if key and not key.isdigit():
                fields.objects.setdefault(match[1], {})[key] = value
            else:
                fields.values.setdefault(match[1], []).append(value)
        return fields

    def text(self, name: str) -> str | None:
        """Return the value of a field that stands once; None if it is empty or missing.

        Raises:
            ApiError: there are several.
        """
        values = self.values.get(name, [])
        if len(set(values)) > 1:
            raise bad_field(name, f"'{name}' is given {len(values)} times")
        return values[0].strip() or None if values else None

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the values of a list, without empty ones; one value may be a list in JSON."""
        values = self.values.get(name, [])
        if len(values) == 1 and values[0].lstrip().startswith("["):
            values = self._listed(name, values[0])
        return tuple(value.strip() for value in values if value.strip())

    def choice(self, name: str, choices: Sequence[str], default: str) -> str:
        """Return the value of a field with few values.

        Raises:
            ApiError: it is another one.
        """
        value = self.text(name) or default
        if value not in choices:
            raise bad_field(name, f"Invalid value: {_shown(value)}. Supported values are: {_quoted(choices)}.")
        return value

    def number(self, name: str, low: float, high: float) -> float | None:
        """Return a number; None if it is missing.

        Raises:
            ApiError: it is none, or out of its bounds.
        """
        text = self.text(name)
        try:
            value = None if text is None else float(text)
        except ValueError:
            raise bad_field(name, f"Invalid value: {_shown(text or '')}. Expected a number.") from None
        if value is not None and not low <= value <= high:
            raise bad_field(name, f"Invalid value: {_shown(text or '')}. It must be from {low:g} to {high:g}.")
        return value

    def whole(self, name: str, low: int, high: int) -> int | None:
        """Return a whole number; None if it is missing.

        Raises:
            ApiError: it is none, or out of its bounds.
        """
        value = self.number(name, low, high)
        if value is not None and value != int(value):
            raise bad_field(name, f"Invalid value: {value:g}. Expected a whole number.")
        return None if value is None else int(value)

    def flag(self, name: str) -> bool | None:
        """Return a truth value; None if it is missing.

        Raises:
            ApiError: it is none.
        """
        text = self.text(name)
        if text is None:
            return None
        if text.lower() not in (*TRUE, *FALSE):
            raise bad_field(name, f"Invalid value: {_shown(text)}. Expected true or false.")
        return text.lower() in TRUE

    def object(self, name: str) -> Mapping[str, object] | str | None:
        """Return an object, in brackets or in JSON; other text as it is; None if it is missing.

        Raises:
            ApiError: it looks like JSON and is none.
        """
        if name in self.objects:
            return self.objects[name]
        text = self.text(name)
        if text is None or not text.startswith("{"):
            return text
        try:
            found: dict[str, object] = json.loads(text)
        except (ValueError, RecursionError):
            raise bad_field(name, "This is not valid JSON") from None
        return found

    def refuse_objects(self, allowed: Collection[str]) -> None:
        """Complain of a key in brackets where none belongs.

        Raises:
            ApiError: there is one.
        """
        for name in self.objects.keys() - set(allowed):
            raise bad_field(name, f"'{name}' is not an object")

    @staticmethod
    def _listed(name: str, text: str) -> list[str]:
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return [text]
        if not all(isinstance(one, str) for one in found):
            raise bad_field(name, "Expected a list of texts")
        return list(found)


def missing(name: str) -> ApiError:
    """Return the error for a field that must be there."""
    return bad_field(name, f"Missing required parameter: '{name}'.", "missing_required_parameter")


def _shown(text: str) -> str:
    return f"'{text[:MAX_SHOWN]}'"


def _quoted(choices: Sequence[str]) -> str:
    return ", ".join(f"'{choice}'" for choice in choices)
