"""The values of options as lines of a configuration file, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from whisper_diarize.configuration import OF_COMPONENTS, CommandSpec, ConfigurationFile, settings_for, shown

MAX_COLUMN = 44
BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Row:
    """The value of an option of a command; None is not set. `file` is the path of the file that sets it."""

    command: str
    option: str
    value: object
    source: str
    file: str | None


def rows_of(
    files: Sequence[ConfigurationFile], spec: CommandSpec, profile: str | None, *, every: bool
) -> Iterator[Row]:
    """Yield the values of a command's options; `every`: those that no file sets as well."""
    settings = settings_for(files, spec, profile)
    for option in spec.options.values():
        setting = settings.options.get(option.parameter)
        if setting is not None:
            yield Row(spec.name, option.key, setting.value, setting.source, str(setting.entry.file.path))
        elif every and option.parameter != OF_COMPONENTS:
            yield Row(spec.name, option.key, option.default, "default", None)
    for name, options in settings.components.items():
        for key, setting in options.items():
            option_key = ".".join(("options", _quoted(name), key))
            yield Row(spec.name, option_key, setting.value, setting.source, str(setting.entry.file.path))


def lines_of(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of a configuration file with these values; an option that is not set is a comment."""
    for command, found in groupby(rows, key=lambda row: row.command):
        yield f"[{'.'.join(map(_quoted, command.split()))}]"
        for row in found:
            if row.value is None:
                yield f"# {row.option}: not set"
            else:
                yield f"{f'{row.option} = {shown(row.value)}':{MAX_COLUMN}}  # {row.source}"


def _quoted(key: str) -> str:
    return key if BARE.fullmatch(key) else shown(key)
