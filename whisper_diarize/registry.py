"""Components by name: a name, a factory, the options that it takes. One registry per kind and run."""

from __future__ import annotations

import contextlib
import dataclasses
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from .errors import OptionError, PluginError

Component = TypeVar("Component")
Component_co = TypeVar("Component_co", covariant=True)
Component_contra = TypeVar("Component_contra", contravariant=True)

# Options are each component's own frozen dataclass, so their type is known to its factory only.
Options = Any


class Register(Protocol[Component_contra]):
    """The callback that a `register_*` hook receives."""

    def __call__(  # noqa: PLR0913  each argument is one property of the component
        self,
        name: str,
        factory: Callable[[Options], Component_contra],
        *,
        options: type[Options] | None = None,
        summary: str = "",
        on_request: bool = False,
        needs_speakers: bool = False,
    ) -> None:
        """Offer a component.

        `factory` is called with an instance of `options` when the component is chosen (with None if there are no
        options), so import models there, not before. `options` is a frozen dataclass whose fields have defaults.

        The last two are for output formats: `all` leaves out a format that is `on_request`, and, in a run without
        speakers, one that `needs_speakers`.

        Raises:
            PluginError: the name is taken, or `options` is not such a dataclass.
        """


@dataclass(frozen=True, slots=True)
class Entry(Generic[Component_co]):
    """One registered component; `plugin` is the name of the plugin that brought it, the rest is as registered."""

    name: str
    factory: Callable[[Options], Component_co]
    options: type[Options] | None
    summary: str
    plugin: str
    on_request: bool = False
    needs_speakers: bool = False

    @property
    def fields(self) -> Mapping[str, dataclasses.Field[Any]]:
        """The options by name."""
        return {field.name: field for field in dataclasses.fields(self.options)} if self.options else {}

    def build(self, values: Mapping[str, object] | None = None) -> Component_co:
        """Make the component, its options set to `values`; text is converted to the option's type.

        Raises:
            OptionError: an option is unknown or cannot be converted; the known ones are listed.
        """
        values = values or {}
        for key in values:
            if key not in self.fields:
                raise OptionError.unknown(f"option of {self.name}", key, self.fields)
        if self.options is None:
            return self.factory(None)
        hints = typing.get_type_hints(self.options)
        converted = {key: _convert(f"{self.name}.{key}", value, hints[key]) for key, value in values.items()}
        return self.factory(self.options(**converted))


class Registry(Generic[Component]):
    """The components of one kind (`transcriber`, `diarizer`, `post-processor`, `output format`)."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._entries: dict[str, Entry[Component]] = {}

    def __iter__(self) -> Iterator[Entry[Component]]:
        return iter(self._entries.values())

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order they were registered."""
        return tuple(self._entries)

    def get(self, name: str) -> Entry[Component]:
        """Return the component called `name`.

        Raises:
            OptionError: there is none; the known ones are listed.
        """
        if name not in self._entries:
            raise OptionError.unknown(self.kind, name, self._entries)
        return self._entries[name]

    def forget(self, plugin: str) -> None:
        """Remove what `plugin` registered."""
        self._entries = {name: entry for name, entry in self._entries.items() if entry.plugin != plugin}

    def registrar(self, plugin: str) -> Register[Component]:
        """Return the callback through which `plugin` adds to this registry."""

        def register(  # noqa: PLR0913  see Register
            name: str,
            factory: Callable[[Options], Component],
            *,
            options: type[Options] | None = None,
            summary: str = "",
            on_request: bool = False,
            needs_speakers: bool = False,
        ) -> None:
            if name in self._entries:
                raise PluginError(f"the {self.kind} '{name}' is already registered by '{self._entries[name].plugin}'")
            if options is not None and not _is_options_class(options):
                raise PluginError(f"the options of '{name}' must be a frozen dataclass whose fields have defaults")
            self._entries[name] = Entry(name, factory, options, summary, plugin, on_request, needs_speakers)

        return register


def parse_assignments(assignments: list[str]) -> dict[str, dict[str, str]]:
    """Turn `NAME.key=value` items into `{name: {key: value}}`; hyphens in a key are underscores.

    Raises:
        OptionError: an item does not have that form.

    >>> parse_assignments(["mlx.step-seconds=2"])
    {'mlx': {'step_seconds': '2'}}
    """
    parsed: dict[str, dict[str, str]] = {}
    for item in assignments:
        target, equals, value = item.partition("=")
        name, dot, key = target.rpartition(".")
        if not (equals and dot and name and key):
            raise OptionError(f"'{item}' is not NAME.key=value, as in -o mlx.step_seconds=2")
        parsed.setdefault(name, {})[key.replace("-", "_")] = value
    return parsed


def _is_options_class(options: object) -> bool:
    if not (isinstance(options, type) and dataclasses.is_dataclass(options)):
        return False
    # dataclasses has no public accessor for frozen=True
    frozen = bool(vars(options)["__dataclass_params__"].frozen)
    missing = dataclasses.MISSING
    fields = dataclasses.fields(options)
    return frozen and all(f.default is not missing or f.default_factory is not missing for f in fields)


# Any: the annotation of an option, which may be any type expression
def _convert(label: str, value: object, hint: Any) -> object:
    """Return `value` as the type `hint`: str, int, float, bool, tuples of them (comma-separated), or None."""
    if not isinstance(value, str):
        return value
    choices = typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, types.UnionType) else (hint,)
    if type(None) in choices and value.lower() in ("", "none"):
        return None
    for choice in choices:
        with contextlib.suppress(ValueError):
            return _parse(value, choice)
    wanted = " or ".join(getattr(choice, "__name__", str(choice)) for choice in choices if choice is not type(None))
    raise OptionError(f"{label}={value}: not a valid {wanted}")


def _parse(text: str, kind: Any) -> object:
    """Parse `text` as `kind`; ValueError if it is not one."""
    if kind is bool:
        if text.lower() not in ("true", "yes", "1", "false", "no", "0"):
            raise ValueError(text)
        return text.lower() in ("true", "yes", "1")
    if kind in (int, float, str):
        return kind(text)
    if typing.get_origin(kind) is tuple:
        return tuple(_parse(item.strip(), typing.get_args(kind)[0]) for item in text.split(",") if item.strip())
    if typing.get_origin(kind) is typing.Literal:
        if text not in typing.get_args(kind):
            raise ValueError(text)
        return text
    raise ValueError(text)
