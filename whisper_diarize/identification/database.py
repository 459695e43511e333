"""The file of the library: an SQLite database that is its owner's alone, its schema and the way from older ones.

What is deleted is overwritten with zeros (`secure_delete`), and the journal goes with each transaction.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from whisper_diarize.errors import VoiceError
from whisper_diarize.files import make_private

VERSION = 1
MIGRATIONS = (
    """
    CREATE TABLE people (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    );
    CREATE TABLE exemplars (
        id INTEGER PRIMARY KEY,
        person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
        model TEXT NOT NULL,
        vector BLOB NOT NULL,
        seconds REAL NOT NULL,
        turns INTEGER NOT NULL,
        recording TEXT NOT NULL,
        added TEXT NOT NULL,
        consent TEXT NOT NULL,
        quarantined INTEGER NOT NULL DEFAULT 0,
        UNIQUE (person, model, recording)
    );
    """,
)
"""SQL that makes version n + 1 of version n; `PRAGMA user_version` of the file says which it has."""

WAIT_SECONDS = 10.0


@contextlib.contextmanager
def transaction(path: Path, *, make: bool) -> Iterator[sqlite3.Connection | None]:
    """Open the library for one transaction, which is kept as a whole or not at all.

    None: there is no file, and none is made.

    Raises:
        VoiceError: the file cannot be opened, is damaged, or is of a newer version.
    """
    if not make and not path.exists():
        yield None
        return
    with _errors(path):
        _make_file(path)
        connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
        try:
            for pragma in ("secure_delete = ON", "journal_mode = DELETE", "foreign_keys = ON", "temp_store = MEMORY"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                _migrate(path, connection)
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        finally:
            connection.close()


def _make_file(path: Path) -> None:
    """Make the file with mode 0600, in a folder of mode 0700; SQLite gives its journal the mode of the file."""
    make_private(path.parent, make=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


def _migrate(path: Path, connection: sqlite3.Connection) -> None:
    """Bring the schema up to date."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found > VERSION:
        raise VoiceError(
            f"{path}: the library is of version {found}, and this program knows {VERSION}; update whisper-diarize"
        )
    for step in MIGRATIONS[found:]:
        for statement in filter(str.strip, step.split(";")):
            connection.execute(statement)
    if found < VERSION:
        connection.execute(f"PRAGMA user_version = {VERSION}")


@contextlib.contextmanager
def _errors(path: Path) -> Iterator[None]:
    """Turn the errors of SQLite and of the disk into ours."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise VoiceError(f"{path}: the library of voices cannot be used ({error}); try again, or free the disk") from (
            error
        )
    except sqlite3.DatabaseError as error:
        raise VoiceError(
            f"{path}: the library of voices is damaged ({error}); move the file away, and add the voices again"
        ) from error
    except OSError as error:
        raise VoiceError(
            f"{path}: the library of voices cannot be opened ({error.strerror or error}); WHISPER_DIARIZE_DATA_DIR "
            "puts it elsewhere"
        ) from error
