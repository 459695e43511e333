"""Whole files checked against the commands that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches

from whisper_diarize.errors import OptionError

from .commands import PROFILE, Command, Commands, OptionSpec, key_of
from .entries import Entry, entries
from .files import ConfigurationFile
from .values import component_text, shown, value_of


def problems(
    file: ConfigurationFile, commands: Commands, added: Callable[[], Commands] | None = None
) -> Iterator[OptionError]:
    """Yield the problems of a file: unknown tables and keys, and wrong values.

    `added` are the commands of plugins, which are asked for only if a table is none of `commands`. A table that is of
    neither, nor nearly called as one, is then that of a plugin that is not installed here, and no problem.
    """
    for entry in entries(file):
        if entry.words and not commands.knows(entry.words[:1]):
            if added is not None:
                commands = Commands({**added().specs, **commands.specs})
            if added is not None and _is_foreign(entry.words[0], commands):
                continue
        try:
            _check(entry, commands)
        except OptionError as error:
            yield error


def _is_foreign(name: str, commands: Commands) -> bool:
    known = commands.following(())
    return name != PROFILE and name not in known and not get_close_matches(name, known, n=1)


def _check(entry: Entry, commands: Commands) -> None:
    if entry.words == (PROFILE,):
        raise OptionError(f"{entry.where} = {shown(entry.value)}: a profile is a table, as in [profile.podcast]")
    if entry.words and not commands.knows(entry.words):
        missing = _missing(entry.words, commands)
        known = commands.following(missing[:-1])
        raise _unknown(entry, f"there is no command '{' '.join(missing)}'", missing[-1], known)
    if entry.component is not None:
        component_text(entry.file, entry.name, entry.value, entry.where)
        return
    key = key_of(entry.name)
    words = [entry.words] if entry.words else [*commands.specs]
    able = [options[key] for options in map(commands.options, words) if key in options]
    if not able:
        names = {name for options in map(commands.options, words) for name in options}
        owner = f"{' '.join(entry.words)} has no" if entry.words else "no command has an"
        raise _unknown(entry, f"{owner} option --{key}", key, names)
    _check_value(entry, able)


def _check_value(entry: Entry, able: Sequence[OptionSpec]) -> None:
    """Check a value against the options of one name; it must suit one of them, as commands differ."""
    errors = []
    for spec in able:
        try:
            value_of(entry.file, spec, entry.value, entry.where)
        except OptionError as error:
            errors.append(error)
        else:
            return
    raise errors[0]


def _missing(words: Command, commands: Commands) -> Command:
    """Return the words up to the first that no command has."""
    return next(words[:count] for count in range(1, len(words) + 1) if not commands.knows(words[:count]))


def _unknown(entry: Entry, told: str, name: str, known: Iterable[str]) -> OptionError:
    near = get_close_matches(name, list(known), n=1)
    return OptionError(f"{entry.where}: {told}{f'; did you mean {near[0]}?' if near else ''}")
