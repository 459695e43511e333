"""Records as the plain values that JSON holds, and back: helpers of `to_dict` and `from_dict`.

Rules for every record: keys are those of `formats/schema.json`; numbers have three decimals, and None stands for one
that is not finite; unknown keys are ignored, so that newer documents can be read; a key that is missing has the
record's default, so that older ones can; anything else that is wrong is a ValueError that names the field.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

Value = TypeVar("Value")

Plain = dict[str, Any]  # Any: what JSON can hold

MAX_SECONDS = 10_000_000.0
"""115 days: the latest time that is read."""

MAX_INTEGER = 2**53 - 1
"""The largest whole number that every reader of JSON can hold (RFC 8259, section 6)."""

NO_NAMES: Mapping[str, str] = MappingProxyType({})


def rounded(number: float | None) -> float | None:
    """Return `number` with three decimals; None if it is not known, or not finite."""
    return None if number is None or not math.isfinite(number) else round(float(number), 3)


def speaker_fields(label: str | None, names: Mapping[str, str]) -> Plain:
    """Return the two fields that tell the speaker: the name that readers see, and the diarizer's label."""
    return {"speaker": None if label is None else names.get(label, label), "speaker_label": label}


def check_range(name: str, number: float | None, minimum: float, maximum: float = math.inf) -> None:
    """Raise ValueError if a number that is known is not finite, or, with three decimals, out of bounds."""
    if number is not None and not (math.isfinite(number) and minimum <= round(number, 3) <= maximum):
        raise ValueError(f"{name} is {number}, not a number{_between(minimum, maximum)}")


class Fields(Mapping[str, Any]):  # Any: what JSON can hold
    """The fields of one object, each read as the type that is asked for.

    `place` is where the object stands in the document, for messages: `segments[3].words[0]`.
    """

    __slots__ = ("_place", "_values")

    def __init__(self, values: Mapping[str, Any], place: str = "") -> None:
        self._values = values
        self._place = place

    @classmethod
    def of(cls, value: object, place: str = "") -> Fields:
        """Return `value` as fields.

        Raises:
            ValueError: it is no mapping.
        """
        if isinstance(value, Fields):
            return value
        if not isinstance(value, Mapping):
            raise _wrong(place or "this", value, "an object")
        return cls(value, place)

    def __getitem__(self, key: str) -> Any:  # Any: as above
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def path(self, key: str) -> str:
        """Return where the field `key` stands in the document."""
        return f"{self._place}.{key}" if self._place else key

    def text(self, key: str) -> str:
        """Return text."""
        return str(self._checked(key, str, "text"))

    def optional_text(self, key: str) -> str | None:
        """Return text; None if it is null or missing."""
        return None if self._values.get(key) is None else self.text(key)

    def number(self, key: str, minimum: float = -math.inf, maximum: float = math.inf) -> float:
        """Return a finite number within bounds."""
        value = self._checked(key, (int, float), "a number")
        try:
            number = float(value)
        except OverflowError as exc:
            raise ValueError(f"{self.path(key)} is too large a number") from exc
        if not (math.isfinite(number) and minimum <= number <= maximum):
            raise ValueError(f"{self.path(key)} is {number}, not a number{_between(minimum, maximum)}")
        return number

    def optional_number(self, key: str, minimum: float = -math.inf, maximum: float = math.inf) -> float | None:
        """Return a finite number within bounds; None if it is null or missing."""
        return None if self._values.get(key) is None else self.number(key, minimum, maximum)

    def any_number(self, *keys: str) -> float | None:
        """Return the first of `keys` that is a number, or text that is one, as other tools write them.

        None if all are null, missing or not finite.
        """
        for key in keys:
            value = self._values.get(key)
            if value is None or (isinstance(value, str) and not value.strip()):
                continue
            number = _as_number(value, self.path(key))
            return number if math.isfinite(number) else None
        return None

    def seconds(self, *keys: str, per_second: float = 1.0) -> float | None:
        """Return a time in seconds, where a tool writes `per_second` units a second; otherwise as `any_number`."""
        number = self.any_number(*keys)
        if number is None:
            return None
        check_range(self.path(keys[0]), number / per_second, -MAX_SECONDS, MAX_SECONDS)
        return number / per_second

    def any_text(self, *keys: str) -> str | None:
        """Return the first of `keys` that is text; None if all are null or missing."""
        found = next((key for key in keys if self._values.get(key) is not None), None)
        return None if found is None else self.text(found)

    def objects(self, key: str) -> tuple[Fields, ...]:
        """Return the objects of a list; empty if it is null or missing."""
        return () if self._values.get(key) is None else self.records(key, lambda fields: fields)

    def object(self, key: str) -> Fields:
        """Return an object; one without fields if it is null or missing."""
        value = self._values.get(key)
        return Fields({} if value is None else Fields.of(value, self.path(key)), self.path(key))

    def optional_integer(self, key: str, minimum: int = -MAX_INTEGER) -> int | None:
        """Return a whole number that is not too large; None if it is null or missing."""
        if self._values.get(key) is None:
            return None
        return _integer(self._values[key], self.path(key), minimum)

    def flag(self, key: str) -> bool:
        """Return true or false; False if it is missing."""
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            raise _wrong(self.path(key), value, "true or false")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of text; empty if it is missing."""
        return self.each(key, _text)

    def integers(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers; empty if it is missing."""
        return self.each(key, _integer)

    def records(self, key: str, read: Callable[[Fields], Value]) -> tuple[Value, ...]:
        """Read each object of a list; empty if the list is missing."""
        return self.each(key, lambda value, place: read(Fields.of(value, place)))

    def each(self, key: str, read: Callable[[Any, str], Value]) -> tuple[Value, ...]:  # Any: as above
        """Read each value of a list, given its place in the document; empty if the list is missing."""
        if key not in self._values:
            return ()
        values = self._checked(key, (list, tuple), "a list")
        path = self.path(key)
        return tuple([read(value, f"{path}[{index}]") for index, value in enumerate(values)])

    def times(self) -> tuple[float, float]:
        """Return `start` and `end`, in seconds."""
        start, end = self.number("start"), self.number("end")
        if not 0 <= start <= end <= MAX_SECONDS:
            raise ValueError(f"{self._place or 'this'} is not a span of time: {start} to {end}")
        return start, end

    def label(self) -> str:
        """Return the label of the speaker; where there is only a name, that."""
        return self.text(self._label_key())

    def optional_label(self) -> str | None:
        """Return the label of the speaker; None if there is no speaker."""
        return self.optional_text(self._label_key())

    def _label_key(self) -> str:
        return "speaker" if "speaker_label" not in self._values and "speaker" in self._values else "speaker_label"

    def require(self, *keys: str) -> None:
        """Raise ValueError if one of these is missing."""
        for key in keys:
            if key not in self._values:
                raise ValueError(f"{self.path(key)} is missing")

    @contextlib.contextmanager
    def blamed(self) -> Iterator[None]:
        """Name this object in the ValueError of a record that refuses the values."""
        try:
            yield
        except ValueError as exc:
            raise ValueError(f"{self._place}: {exc}" if self._place else str(exc)) from exc

    def _checked(self, key: str, kinds: type | tuple[type, ...], name: str) -> Any:  # Any: what `kinds` says
        if key not in self._values:
            raise ValueError(f"{self.path(key)} is missing")
        value = self._values[key]
        if not isinstance(value, kinds) or isinstance(value, bool):
            raise _wrong(self.path(key), value, name)
        return value


def _wrong(place: str, value: object, kind: str) -> ValueError:
    return ValueError(f"{place} is {value!r:.20}, not {kind}")


def _as_number(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise _wrong(place, value, "a number")
    try:
        return float(value)
    except OverflowError as exc:
        raise ValueError(f"{place} is too large a number") from exc
    except ValueError as exc:
        raise _wrong(place, value, "a number") from exc


def _between(minimum: float, maximum: float) -> str:
    if math.isinf(minimum):
        return "" if math.isinf(maximum) else f" of at most {maximum:g}"
    return f" of at least {minimum:g}" if math.isinf(maximum) else f" from {minimum:g} to {maximum:g}"


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise _wrong(place, value, "text")
    return value


def _integer(value: object, place: str, minimum: int = -MAX_INTEGER) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(place, value, "a whole number")
    if not minimum <= value <= MAX_INTEGER:
        raise ValueError(f"{place} is not a whole number from {minimum} to {MAX_INTEGER}")
    return value
