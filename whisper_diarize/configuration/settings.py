"""The values of one command's options that hold: a profile's before the project's before the user's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from whisper_diarize.errors import OptionError
from whisper_diarize.registry import parse_assignments

from .commands import OF_COMPONENTS, PROFILE, CommandSpec, key_of
from .entries import Entry, entries
from .files import ConfigurationFile
from .places import user_place
from .values import component_text, value_of


@dataclass(frozen=True, slots=True)
class Setting:
    """A value in the form that its option takes, and the entry that it comes from."""

    value: object
    entry: Entry

    @property
    def where(self) -> str:
        """The place, for messages."""
        return self.entry.where

    @property
    def source(self) -> str:
        """The place, for listings: the file's kind and the table."""
        tables = ".".join(self.entry.keys[:-1])
        return self.entry.file.place.kind + (f" [{tables}]" if tables else "")


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings by parameter, and those of components: by name, then key."""

    options: dict[str, Setting] = field(default_factory=dict)
    components: dict[str, dict[str, Setting]] = field(default_factory=dict)


def settings_for(files: Sequence[ConfigurationFile], command: CommandSpec, profile: str | None = None) -> Settings:
    """Return the settings of a command; those of later `files` replace those of earlier ones.

    In each file, the table of the command replaces options that stand above all tables.

    Raises:
        OptionError: a value is wrong, or there is no such profile.
    """
    if profile is not None and profile not in profiles(files):
        raise _no_profile(profile, files)
    found = [entry for file in files for entry in entries(file)]
    settings = Settings()
    for layer in (None, profile) if profile is not None else (None,):
        for entry in found:
            if entry.profile == layer and entry.words in ((), command.words):
                _add(settings, entry, command)
    return settings


def profiles(files: Sequence[ConfigurationFile]) -> tuple[str, ...]:
    """Return the names of the profiles that there are."""
    tables = (file.tables.get(PROFILE) for file in files)
    return tuple(dict.fromkeys(name for table in tables if isinstance(table, dict) for name in table))


def _add(settings: Settings, entry: Entry, command: CommandSpec) -> None:
    """Add an entry's value; one that is for other commands' options is left out."""
    if entry.component is not None:
        if OF_COMPONENTS in command.options:
            _add_component(settings, entry, entry.component, entry.name, entry.value)
        return
    spec = command.options.get(key_of(entry.name))
    if spec is None:
        return
    try:
        value = value_of(entry.file, spec, entry.value, entry.where)
    except OptionError:
        if entry.words:
            raise
        return  # it suits another command
    if spec.parameter == OF_COMPONENTS and isinstance(value, list):
        for component, options in parse_assignments(map(str, value)).items():
            for key, text in options.items():
                _add_component(settings, entry, component, key, str(text))
    else:
        settings.options[spec.parameter] = Setting(value, entry)


def _add_component(settings: Settings, entry: Entry, component: str, key: str, value: object) -> None:
    text = component_text(entry.file, key, value, entry.where)
    settings.components.setdefault(component, {})[key.replace("-", "_")] = Setting(text, entry)


def _no_profile(name: str, files: Sequence[ConfigurationFile]) -> OptionError:
    if not files:
        return OptionError(f"there is no profile '{name}', as there is no configuration file: {user_place().path}")
    return OptionError.unknown("profile", name, profiles(files))
