"""The library of voices: people and their exemplars, in the user's data folder."""

from __future__ import annotations

import os
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import platformdirs

from whisper_diarize.errors import OptionError, VoiceError

from .database import transaction
from .records import Exemplar, Person, unit

FOLDER = "WHISPER_DIARIZE_DATA_DIR"
FILE = "voices.sqlite"
MAX_EXEMPLARS = 10  # of a person and a model: the longest stay
MAX_DIM = 4096
MAX_NAME = 200
SELECT = """
SELECT model, vector, seconds, turns, recording, added, consent, quarantined
FROM exemplars WHERE person = ? ORDER BY id
"""
INSERT = """
INSERT INTO exemplars (person, model, vector, seconds, turns, recording, added, consent, quarantined)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


def library_path() -> Path:
    """Return the file of the user's library, which may not exist yet.

    Raises:
        OptionError: WHISPER_DIARIZE_DATA_DIR is in a home that is not known.
    """
    given = os.environ.get(FOLDER)
    try:
        folder = Path(given).expanduser() if given else platformdirs.user_data_path("whisper-diarize", appauthor=False)
    except RuntimeError as exc:
        raise OptionError(f"{FOLDER}={given!s:.100}: no such home folder is known; write the whole path") from exc
    return folder / FILE


class VoiceLibrary:
    """The library in a file; every method is one transaction, so that any number of processes may use it at once."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = library_path() if path is None else path

    def people(self) -> tuple[Person, ...]:
        """Return the people in the order of the alphabet; none if there is no file.

        Raises:
            VoiceError: the file cannot be used, or is damaged.
        """
        with transaction(self.path, make=False) as connection:
            return () if connection is None else tuple(_people(connection))

    def person(self, name: str) -> Person:
        """Return the person called `name`.

        Raises:
            OptionError: there is none.
            VoiceError: as `people`.
        """
        people = self.people()
        found = next((person for person in people if person.name == checked_name(name)), None)
        if found is None:
            raise OptionError.unknown("voice of a person called", name, [person.name for person in people])
        return found

    def add(self, name: str, exemplars: Iterable[Exemplar]) -> Person:
        """Add exemplars to a person, who is made if need be; one of the same recording and model replaces the earlier.

        Raises:
            OptionError: the name cannot be one.
            VoiceError: as `people`.
        """
        added = tuple(exemplars)
        return self._changed(checked_name(name), lambda person: (*_others(person, added), *added), make=True)

    def update(self, name: str, change: Callable[[Exemplar], Exemplar | None]) -> Person:
        """Put other exemplars in the place of a person's; None removes one.

        Raises:
            OptionError: there is no such person.
            VoiceError: as `people`.
        """

        def changed(person: Person) -> tuple[Exemplar, ...]:
            kept = (change(exemplar) for exemplar in person.exemplars)
            return tuple(exemplar for exemplar in kept if exemplar is not None)

        return self._changed(self.person(name).name, changed, make=False)

    def rename(self, name: str, new: str) -> None:
        """Give a person another name.

        Raises:
            OptionError: there is no such person, or another one has the new name.
            VoiceError: as `people`.
        """
        old, new = self.person(name).name, checked_name(new)
        with transaction(self.path, make=False) as connection:
            if connection is None:
                return
            if connection.execute("SELECT 1 FROM people WHERE name = ?", (new,)).fetchone():
                raise OptionError(f"there is a voice of '{new}' already; delete one of the two, or choose another name")
            connection.execute("UPDATE people SET name = ? WHERE name = ?", (new, old))

    def delete(self, name: str) -> Person:
        """Delete a person and all that is kept of their voice: it is overwritten in the file. Return who it was.

        Raises:
            OptionError: there is no such person.
            VoiceError: as `people`.
        """
        person = self.person(name)
        with transaction(self.path, make=False) as connection:
            if connection is not None:
                connection.execute("DELETE FROM people WHERE name = ?", (person.name,))
        return person

    def _changed(self, name: str, change: Callable[[Person], Iterable[Exemplar]], *, make: bool) -> Person:
        with transaction(self.path, make=make) as connection:
            if connection is None:
                raise OptionError.unknown("voice of a person called", name, ())
            before = next(_people(connection, name), Person(name))
            person = replace(before, exemplars=tuple(_longest(change(before))))
            connection.execute("INSERT OR IGNORE INTO people (name) VALUES (?)", (name,))
            (number,) = connection.execute("SELECT id FROM people WHERE name = ?", (name,)).fetchone()
            connection.execute("DELETE FROM exemplars WHERE person = ?", (number,))
            for one in person.exemplars:
                _insert(connection, number, one)
            return person


def checked_name(name: str) -> str:
    """Return a person's name without white space around it, in one way of writing (NFC).

    Raises:
        OptionError: it is blank, too long, or has characters that cannot be seen.
    """
    written = unicodedata.normalize("NFC", name.strip())
    if not written or len(written) > MAX_NAME or not written.isprintable() or written == "all":
        raise OptionError(f"a person cannot be called {name[:MAX_NAME]!r}; write a name of up to {MAX_NAME} characters")
    return written


def _people(connection: sqlite3.Connection, name: str | None = None) -> Iterator[Person]:
    for number, found in connection.execute("SELECT id, name FROM people ORDER BY name").fetchall():
        if name in (None, found):
            rows = connection.execute(SELECT, (number,)).fetchall()
            yield Person(found, tuple(_exemplar(found, row) for row in rows))


def _exemplar(name: str, row: tuple[str, bytes, float, int, str, str, str, int]) -> Exemplar:
    model, blob, seconds, turns, recording, added, consent, quarantined = row
    vector = np.frombuffer(blob, dtype="<f4") if len(blob) % 4 == 0 else np.zeros(0, np.float32)
    if not 0 < len(vector) <= MAX_DIM or not np.isfinite(vector).all():
        raise VoiceError(f"the voice of {name} in the library is damaged; delete it and add it again")
    return Exemplar(unit(vector), seconds, turns, recording, model, added, consent, bool(quarantined))


def _insert(connection: sqlite3.Connection, person: int, one: Exemplar) -> None:
    blob = one.vector.astype("<f4").tobytes()
    values = (one.model, blob, one.seconds, one.turns, one.recording, one.added, one.consent, int(one.quarantined))
    connection.execute(INSERT, (person, *values))


def _others(person: Person, added: Iterable[Exemplar]) -> Iterator[Exemplar]:
    """Yield the exemplars that are not of the same recording and model as one that is added."""
    taken = {(one.recording, one.model) for one in added}
    return (one for one in person.exemplars if (one.recording, one.model) not in taken)


def _longest(exemplars: Iterable[Exemplar]) -> list[Exemplar]:
    """Return the exemplars in their order, of each model the MAX_EXEMPLARS of most speech."""
    given = list(exemplars)
    kept: set[int] = set()
    for model in {one.model for one in given}:
        here = [place for place, one in enumerate(given) if one.model == model]
        kept.update(sorted(here, key=lambda place: -given[place].seconds)[:MAX_EXEMPLARS])
    return [one for place, one in enumerate(given) if place in kept]
