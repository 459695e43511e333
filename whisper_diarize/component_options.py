"""The options of a component: a frozen dataclass, described for users and made from the text that they type.

The meaning of an option is in the docstring of its class, in a section `Attributes:` with an entry for each.
"""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
import re
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

from typing_extensions import Self

from .errors import OptionError

# Options are each component's own frozen dataclass, so their type is known to its factory only.
Options = Any
TRUE, FALSE = ("true", "yes", "1"), ("false", "no", "0")
SECTION = re.compile(r"^Attributes:\n(.*?)(?=^\S|\Z)", re.DOTALL | re.MULTILINE)
ENTRY = re.compile(r"^    (?=\w+: )", re.MULTILINE)
KINDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}


AnyTyped = TypeVar("AnyTyped", bound="Typed")


class Typed(str):
    """The text of an option as a user typed it after `flag`, which messages name."""

    __slots__ = ("flag",)
    flag: str

    @classmethod
    def after(cls, flag: str, text: str) -> Self:
        """Return the text that was typed after a flag."""
        typed = cls(text)
        typed.flag = flag
        return typed

    @property
    def line(self) -> str:
        """The flag and the text."""
        return f"{self.flag}{'=' if self.flag.startswith('-o') else ' '}{self}"


class Standing(Typed):
    """The text of an option that holds in every run in which its component takes part, as a file has it."""

    __slots__ = ()

    @property
    def line(self) -> str:
        """The place and the text."""
        return f"{self.flag} = {self}"


class Preferred(Standing):
    """The text of an option of whichever component is chosen; those that have no such option leave it out."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class OptionInfo:
    """One option as listings show it; `default` is as a user would type it."""

    key: str
    kind: str
    choices: tuple[str, ...]
    default: str
    meaning: str


def is_options_class(options: object) -> bool:
    """Return whether this is a frozen dataclass whose fields have defaults."""
    if not (isinstance(options, type) and dataclasses.is_dataclass(options)):
        return False
    # dataclasses has no public accessor for frozen=True
    frozen = bool(vars(options)["__dataclass_params__"].frozen)
    missing = dataclasses.MISSING
    fields = dataclasses.fields(options)
    return frozen and all(f.default is not missing or f.default_factory is not missing for f in fields)


def describe_options(options: type[Options]) -> tuple[OptionInfo, ...]:
    """Describe the options that a class has, in its order."""
    hints, meanings = typing.get_type_hints(options), _meanings(options)
    return tuple(_describe(field, hints[field.name], meanings) for field in dataclasses.fields(options))


# Any: the annotation of an option, which may be any type expression
def convert(label: str, value: object, hint: Any) -> object:
    """Return `value` as the type `hint`: text becomes str, int, float, bool, a tuple of them, or None.

    Raises:
        OptionError: the text is nothing of the kind; the message begins with what was typed, or else with `label`.
    """
    if not isinstance(value, str):
        return value
    if _is_optional(hint) and value.lower() in ("", "none"):
        return None
    for kind in _kinds(hint):
        with contextlib.suppress(ValueError):
            return _parse(value, kind)
    typed = value.line if isinstance(value, Typed) else f"{label}={value}"
    raise OptionError(f"{typed}: it must be {_expected(value, hint)}")


# Any: as above
def _describe(field: dataclasses.Field[Any], hint: Any, meanings: Mapping[str, str]) -> OptionInfo:
    default = field.default if field.default is not dataclasses.MISSING else None
    if field.default_factory is not dataclasses.MISSING:
        default = field.default_factory()
    kind = " or ".join(_name(kind) for kind in _kinds(hint)) + (" or none" if _is_optional(hint) else "")
    return OptionInfo(field.name, kind, _choices(hint), _text(default), meanings.get(field.name, ""))


def _meanings(options: type[Options]) -> dict[str, str]:
    """Read the sections `Attributes:` of the docstrings of a class and of those that it inherits from."""
    found: dict[str, str] = {}
    for cls in reversed(options.__mro__):
        section = SECTION.search(inspect.cleandoc(cls.__doc__ or ""))
        entries = ENTRY.split(section[1]) if section else []
        pairs = (entry.partition(": ") for entry in entries if entry.strip())
        found |= {name.strip(): " ".join(text.split()) for name, _, text in pairs}
    return found


# Any: as above, in all that follows
def _is_optional(hint: Any) -> bool:
    return type(None) in typing.get_args(hint)


def _kinds(hint: Any) -> Iterator[Any]:
    """Yield the alternatives of a type, None left out."""
    union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    yield from (kind for kind in (typing.get_args(hint) if union else (hint,)) if kind is not type(None))


def _choices(hint: Any) -> tuple[str, ...]:
    literals = (typing.get_args(kind) for kind in _kinds(hint) if typing.get_origin(kind) is typing.Literal)
    return tuple(str(choice) for literal in literals for choice in literal)


def _name(kind: Any) -> str:
    if typing.get_origin(kind) is typing.Literal:
        return "choice"
    if typing.get_origin(kind) is tuple:
        return f"list of {_name(typing.get_args(kind)[0])}"
    return KINDS.get(kind, getattr(kind, "__name__", str(kind)))


def _expected(text: str, hint: Any) -> str:
    """State the value expected in place of `text`."""
    wanted = " or ".join(_form(kind) for kind in _kinds(hint))
    near = get_close_matches(text.lower(), _choices(hint), n=1)
    return wanted + (", or none" if _is_optional(hint) else "") + (f"; did you mean {near[0]}?" if near else "")


def _form(kind: Any) -> str:
    """Say how a value of a kind is typed."""
    if typing.get_origin(kind) is typing.Literal:
        return f"one of {', '.join(_choices(kind))}"
    if typing.get_origin(kind) is tuple:
        return f"a list with commas, each item {_form(typing.get_args(kind)[0])}"
    return _name(kind) if kind is bool else f"a {_name(kind)}"


def _text(value: object) -> str:
    """Return a value as a user would type it."""
    if isinstance(value, tuple):
        return ",".join(_text(item) for item in value)
    return str(value).lower() if value is None or isinstance(value, bool) else str(value)


def _parse(text: str, kind: Any) -> object:
    """Parse `text` as `kind`; ValueError if it is not one."""
    if kind is bool and text.lower() in TRUE + FALSE:
        return text.lower() in TRUE
    if kind in (int, float, str):
        return kind(text)
    if typing.get_origin(kind) is tuple:
        return tuple(_parse(item.strip(), typing.get_args(kind)[0]) for item in text.split(",") if item.strip())
    if typing.get_origin(kind) is typing.Literal:
        return typing.get_args(kind)[[str(choice) for choice in typing.get_args(kind)].index(text)]
    raise ValueError(text)
