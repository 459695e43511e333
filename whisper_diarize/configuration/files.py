"""Configuration files read: TOML, of bounded size."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whisper_diarize.errors import OptionError

from .places import CONFIG_VARIABLE, Place

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MAX_BYTES = 1_000_000

# Any: values of TOML
Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ConfigurationFile:
    """The tables of a file. Relative paths in it are relative to its folder."""

    place: Place
    tables: Table

    @property
    def path(self) -> Path:
        """Its path."""
        return self.place.path

    def at(self, *keys: str) -> str:
        """Name a place in the file, for messages and listings."""
        *tables, key = keys
        table = f"[{'.'.join(tables)}] " if tables else ""
        return f"{self.path}: {table}{key}"


def read_files(found: Iterable[Place]) -> tuple[ConfigurationFile, ...]:
    """Read files, in their order.

    Raises:
        OptionError: as `read_file`.
    """
    return tuple(read_file(place) for place in found)


def read_file(place: Place) -> ConfigurationFile:
    """Read one file.

    Raises:
        OptionError: it cannot be read, or is not TOML.
    """
    path = place.path
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _unusable(path, f"it cannot be read ({error.strerror or error})") from error
    if len(data) > MAX_BYTES:
        raise _unusable(path, f"it has more than {MAX_BYTES} bytes")
    try:
        tables = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _unusable(path, "it is not text in UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _unusable(path, f"it is not TOML: {error}") from error
    return ConfigurationFile(place, tables)


def _unusable(path: Path, reason: str) -> OptionError:
    return OptionError(f"{path}: {reason}; correct it, or do without it: {CONFIG_VARIABLE}=none")
