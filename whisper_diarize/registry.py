"""Components by name: a name, a factory, the options that it takes. One registry per kind and run."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from .component_options import (
    OptionInfo,
    Options,
    Preferred,
    Standing,
    Typed,
    convert,
    describe_options,
    is_options_class,
)
from .errors import OptionError, PluginError

MAX_NAME = 100
"""Characters of a component's name."""

Component = TypeVar("Component")
Component_co = TypeVar("Component_co", covariant=True)
Component_contra = TypeVar("Component_contra", contravariant=True)


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
    kind: str
    on_request: bool = False
    needs_speakers: bool = False

    @property
    def fields(self) -> Mapping[str, dataclasses.Field[Any]]:
        """The options by name."""
        return {field.name: field for field in dataclasses.fields(self.options)} if self.options else {}

    @property
    def hints(self) -> Mapping[str, Any]:  # Any: types of any form
        """The types of the options, by name."""
        return typing.get_type_hints(self.options) if self.options else {}

    def describe_options(self) -> tuple[OptionInfo, ...]:
        """Describe the options for users; none if there are none."""
        return describe_options(self.options) if self.options else ()

    def build(self, values: Mapping[str, object] | None = None) -> Component_co:
        """Make the component, its options set to `values`; text is converted to the option's type.

        Raises:
            OptionError: an option is unknown or cannot be converted; the known ones are listed.
        """
        values = {key: value for key, value in (values or {}).items() if key in self.fields or not _is_preferred(value)}
        for key, value in values.items():
            if key not in self.fields:
                raise self._unknown(key, value)
        if self.options is None:
            return self.factory(None)
        converted = {key: convert(f"{self.name}.{key}", value, self.hints[key]) for key, value in values.items()}
        return self.factory(self.options(**converted))

    def _unknown(self, key: str, value: object) -> OptionError:
        if isinstance(value, Typed) and value.flag.startswith("--"):
            known = ", ".join(self.fields) or "none"
            return OptionError(f"{value.flag} is not for the {self.kind} '{self.name}', whose options are: {known}")
        return OptionError.unknown(f"option of {self.name}", key, self.fields)


def _is_preferred(value: object) -> bool:
    return isinstance(value, Preferred)


class Entries(Generic[Component]):
    """The components of one kind by name, in the order they were registered."""

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

    def add(self, entry: Entry[Component]) -> None:
        """Add a component.

        Raises:
            PluginError: its name is taken, or cannot be typed.
        """
        check_name(self.kind, entry.name)
        if entry.name in self._entries:
            taken = self._entries[entry.name].plugin
            raise PluginError(f"the {self.kind} '{entry.name}' is already registered by '{taken}'")
        self._entries[entry.name] = entry

    def forget(self, plugin: str) -> None:
        """Remove the components of `plugin`."""
        self._entries = {name: entry for name, entry in self._entries.items() if entry.plugin != plugin}


class Registry(Entries[Component]):
    """Entries that are made by factories (`transcriber`, `diarizer`, `post-processor`, `output format`)."""

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
            check_name(self.kind, name)
            if options is not None and not is_options_class(options):
                raise PluginError(f"the options of '{name}' must be a frozen dataclass whose fields have defaults")
            self.add(Entry(name, factory, options, summary, plugin, self.kind, on_request, needs_speakers))

        return register


def check_name(kind: str, name: object) -> None:
    """Raise PluginError for what cannot be typed as a name, or would stand for something else."""
    if not isinstance(name, str):
        raise PluginError(f"the name of a {kind} must be text, not {type(name).__name__}")
    usable = name.isprintable() and not set(name) & set(" ,/=") and not name.startswith(("-", "."))
    if not usable or not 0 < len(name) <= MAX_NAME or name == "all":
        raise PluginError(
            f"the name of a {kind} cannot be {name[:MAX_NAME]!r}: it must be a word of at most {MAX_NAME} characters"
        )


def parse_assignments(assignments: Iterable[str]) -> dict[str, dict[str, object]]:
    """Turn `NAME.key=value` items into `{name: {key: value}}`; hyphens in a key are underscores.

    Raises:
        OptionError: an item does not have that form.

    >>> parse_assignments(["mlx.batch-size=2"])
    {'mlx': {'batch_size': '2'}}
    """
    parsed: dict[str, dict[str, object]] = {}
    for item in assignments:
        target, equals, value = item.partition("=")
        name, dot, key = target.rpartition(".")
        if not (equals and dot and name and key):
            raise OptionError(f"'{item}' is not NAME.key=value, as in -o srt.max_line_width=37")
        typed = Standing.after(item.flag, value) if isinstance(item, Standing) else Typed.after(f"-o {target}", value)
        parsed.setdefault(name, {})[key.replace("-", "_")] = typed
    return parsed
