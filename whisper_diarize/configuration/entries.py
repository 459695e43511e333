"""The entries of a file: each value with the command and the profile for which it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .commands import OPTIONS, PROFILE, Command
from .files import ConfigurationFile, Table


@dataclass(frozen=True, slots=True)
class Entry:
    """A value, and the tables and the key under which it stands.

    `words` are the command that it is for, none: every command that has such an option. `component` is given for an
    option of a component. `profile` is None for a value that holds without one.
    """

    file: ConfigurationFile
    keys: tuple[str, ...]
    value: object
    profile: str | None = None
    words: Command = ()
    component: str | None = None

    @property
    def where(self) -> str:
        """The place, for messages."""
        return self.file.at(*self.keys)

    @property
    def name(self) -> str:
        """The key."""
        return self.keys[-1]


def entries(file: ConfigurationFile) -> Iterator[Entry]:
    """Yield the entries of a file: those without a profile first, and those of a command after those of all."""
    profiles = file.tables.get(PROFILE)
    named = profiles if isinstance(profiles, dict) else {}
    yield from _table(file, {key: value for key, value in file.tables.items() if value is not named}, (), None)
    for name, table in named.items():
        if isinstance(table, dict):
            yield from _table(file, table, (PROFILE, name), name)
        else:
            yield Entry(file, (PROFILE, name), table, words=(PROFILE,))


def _table(
    file: ConfigurationFile, table: Table, keys: tuple[str, ...], profile: str | None, words: Command = ()
) -> Iterator[Entry]:
    """Yield the entries of a table for a command: its options, those of components, then those of its sub-commands."""
    for name, value in table.items():
        if not isinstance(value, dict):
            yield Entry(file, (*keys, name), value, profile, words)
    components = table.get(OPTIONS)
    for component, options in components.items() if isinstance(components, dict) else ():
        place = (*keys, OPTIONS, component)
        for name, value in options.items() if isinstance(options, dict) else ((component, options),):
            yield Entry(file, (*place, name), value, profile, words, component)
    for name, value in table.items():
        if isinstance(value, dict) and name != OPTIONS:
            yield from _table(file, value, (*keys, name), profile, (*words, name))
