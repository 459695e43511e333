"""The places of configuration files: the user's own, and the project's."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from whisper_diarize.errors import OptionError
from whisper_diarize.files import expanded

_log = logging.getLogger(__name__)

FILE_NAME = "whisper-diarize.toml"
CONFIG_VARIABLE = "WHISPER_DIARIZE_CONFIG"
OFF = ("none", "off", "0")


@dataclass(frozen=True, slots=True)
class Place:
    """A configuration file. `is_own`: the user has put it there, or named it; a project's file was only found."""

    path: Path
    is_own: bool

    @property
    def kind(self) -> str:
        """The word for listings."""
        return "user" if self.is_own else "project"


def places(folder: Path | None = None, environment: Mapping[str, str] = os.environ) -> tuple[Place, ...]:
    """Return the files that are there: the user's, then the project's, the nearest at or above `folder`.

    WHISPER_DIARIZE_CONFIG=FILE is the only one then, as the user's own; WHISPER_DIARIZE_CONFIG=none: there is none.

    Raises:
        OptionError: the variable names a file that is not there.
    """
    named = environment.get(CONFIG_VARIABLE, "").strip()
    if named.lower() in OFF:
        return ()
    if named:
        path = expanded(named)
        if not path.is_file():
            raise OptionError(f"{CONFIG_VARIABLE}={named}: there is no such file; {CONFIG_VARIABLE}=none uses none")
        return (Place(path, is_own=True),)
    own = user_place()
    found = [own] if _is_file(own.path) else []
    project = _nearest(folder or _working_folder())
    if project is not None and not (found and _is_same(project, own.path)) and _is_trusted(project):
        found.append(Place(project, is_own=False))
    return tuple(found)


def user_place() -> Place:
    """Return the place of the user's file, which need not exist."""
    import platformdirs  # noqa: PLC0415  it is needed only here

    return Place(platformdirs.user_config_path("whisper-diarize", appauthor=False) / FILE_NAME, is_own=True)


def _nearest(folder: Path | None) -> Path | None:
    if folder is None:
        return None
    return next((path for one in (folder, *folder.parents) if _is_file(path := one / FILE_NAME)), None)


def _is_trusted(path: Path) -> bool:
    """Tell whether the file is this user's or root's; say so in a line if not."""
    if not hasattr(os, "geteuid"):
        return True
    owner = path.stat().st_uid
    if owner in (os.geteuid(), 0):
        return True
    _log.warning("%s belongs to another user and is not used; %s=%s uses it", path, CONFIG_VARIABLE, path)
    return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder that may not be read
        return False


def _is_same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _working_folder() -> Path | None:
    try:
        return Path.cwd()
    except OSError:  # it was removed
        return None
