"""Jobs on the disk: a table in SQLite, and a folder for each job's files.

A job is accepted when its row is committed; it is done when its row says so. A kill at any moment loses neither.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .wanted import Work

Status = Literal["queued", "running", "done", "failed", "cancelled"]
Origin = Literal["request", "job"]

ACTIVE: tuple[Status, ...] = ("queued", "running")
DOCUMENT = "document.json"

SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    status TEXT NOT NULL,
    origin TEXT NOT NULL,
    work TEXT NOT NULL,
    name TEXT NOT NULL,
    recording TEXT NOT NULL,
    keep INTEGER NOT NULL,
    edited INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL,
    started REAL,
    finished REAL,
    expires REAL,
    seconds REAL,
    error TEXT
);
CREATE INDEX IF NOT EXISTS jobs_by_key ON jobs (key);
CREATE INDEX IF NOT EXISTS jobs_by_status ON jobs (status, created);
"""


@dataclass(frozen=True, slots=True)
class Job:
    """A row. `name` is the recording's own name, `recording` that of its file here (empty: it is gone).

    `keep`: it stays until it is deleted, with its recording. `edited`: a person has corrected the transcript.
    `attempts` is how often a worker began; `seconds` the length of the sound. Times are those of the clock, in seconds.
    """

    id: str
    key: str
    status: Status
    origin: Origin
    work: Work
    name: str
    recording: str
    keep: bool
    edited: bool
    attempts: int
    created: float
    started: float | None
    finished: float | None
    expires: float | None
    seconds: float | None
    error: str | None

    @property
    def is_active(self) -> bool:
        """True while it waits or runs."""
        return self.status in ACTIVE


class Store:
    """The jobs of one folder; only one server at a time may use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.uploads = folder / "uploads"
        for path in (folder, self.uploads, folder / "jobs"):
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._database = sqlite3.connect(folder / "jobs.sqlite3", isolation_level=None)
        self._database.row_factory = sqlite3.Row
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.executescript(SCHEMA)

    def folder_of(self, job: str) -> Path:
        """Return the folder of a job's files."""
        return self.folder / "jobs" / job

    def document_of(self, job: str) -> Path:
        """Return the file of a job's transcript."""
        return self.folder_of(job) / DOCUMENT

    def new_id(self) -> str:
        """Return an id that cannot be guessed, and make the folder for it."""
        job = f"job_{secrets.token_hex(12)}"
        self.folder_of(job).mkdir(mode=0o700)
        return job

    def add(  # noqa: PLR0913  the columns of a new row
        self, job: str, key: str, work: Work, *, name: str, recording: str, keep: bool, origin: Origin
    ) -> Job:
        """Accept a job whose files are in its folder."""
        self._database.execute(
            "INSERT INTO jobs (id, key, status, origin, work, name, recording, keep, created) "
            "VALUES (?, ?, 'queued', ?, ?, ?, ?, ?, ?)",
            (job, key, origin, work.to_json(), name, recording, keep, time.time()),
        )
        return self.get(job)

    def get(self, job: str) -> Job:
        """Return a job.

        Raises:
            KeyError: there is none with this id.
        """
        row = self._database.execute("SELECT * FROM jobs WHERE id = ?", (job,)).fetchone()
        if row is None:
            raise KeyError(job)
        return _job(row)

    def jobs(self, *statuses: Status) -> list[Job]:
        """Return jobs, the oldest first: all, or those with one of the statuses."""
        marks = ", ".join("?" for _ in statuses)
        where = f"WHERE status IN ({marks})" if statuses else ""
        query = f"SELECT * FROM jobs {where} ORDER BY created, rowid"  # noqa: S608  marks only
        return [_job(row) for row in self._database.execute(query, statuses)]

    def next_queued(self) -> Job | None:
        """Return the job that has waited longest; those that have ended a worker come last."""
        row = self._database.execute(
            "SELECT * FROM jobs WHERE status = 'queued' ORDER BY attempts, created, rowid LIMIT 1"
        ).fetchone()
        return None if row is None else _job(row)

    def count(self, *statuses: Status) -> int:
        """Return the number of jobs: of all, or of those with one of the statuses."""
        marks = ", ".join("?" for _ in statuses)
        where = f"WHERE status IN ({marks})" if statuses else ""
        found = self._database.execute(f"SELECT COUNT(*) FROM jobs {where}", statuses).fetchone()  # noqa: S608  as above
        return int(found[0])

    def place(self, job: Job) -> int:
        """Return the number of jobs that come before a queued one."""
        query = "SELECT COUNT(*) FROM jobs WHERE status = 'queued' AND (attempts, created) < (?, ?)"
        return int(self._database.execute(query, (job.attempts, job.created)).fetchone()[0])

    def same(self, key: str) -> Job | None:
        """Return a job with this key that waits, runs or is done as the engines did it."""
        row = self._database.execute(
            "SELECT * FROM jobs WHERE key = ? AND status IN ('queued', 'running', 'done') AND NOT edited "
            "ORDER BY created DESC LIMIT 1",
            (key,),
        ).fetchone()
        return None if row is None else _job(row)

    def update(self, job: str, **values: object) -> Job:
        """Change columns of a job."""
        columns = ", ".join(f"{name} = ?" for name in values)
        self._database.execute(f"UPDATE jobs SET {columns} WHERE id = ?", (*values.values(), job))  # noqa: S608  ours
        return self.get(job)

    def finish(self, job: str, status: Status, *, expires: float | None, **values: object) -> Job:
        """End a job, unless it has ended."""
        with self._transaction():
            if self.get(job).is_active:
                self.update(job, status=status, finished=time.time(), expires=expires, **values)
        return self.get(job)

    def remove(self, job: str) -> None:
        """Remove a job and its files."""
        self._database.execute("DELETE FROM jobs WHERE id = ?", (job,))
        shutil.rmtree(self.folder_of(job), ignore_errors=True)

    def remove_strays(self) -> None:
        """Remove files of uploads that did not arrive, and folders of jobs that were not accepted."""
        for path in self.uploads.iterdir():
            path.unlink(missing_ok=True)
        known = {row["id"] for row in self._database.execute("SELECT id FROM jobs")}
        for path in (self.folder / "jobs").iterdir():
            if path.name not in known:
                shutil.rmtree(path, ignore_errors=True)

    def remove_sound(self, job: Job, *, references_only: bool = False) -> None:
        """Remove the recording of a job, and those of known speakers."""
        for path in self.folder_of(job.id).glob("reference-*"):
            path.unlink(missing_ok=True)
        if job.recording and not references_only:
            (self.folder_of(job.id) / job.recording).unlink(missing_ok=True)
            self.update(job.id, recording="")

    def expired(self, now: float) -> Sequence[Job]:
        """Return the jobs whose time is over."""
        query = "SELECT * FROM jobs WHERE expires IS NOT NULL AND expires < ?"
        return [_job(row) for row in self._database.execute(query, (now,))]

    def close(self) -> None:
        """Close the table."""
        self._database.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")


def _job(row: sqlite3.Row) -> Job:
    values = {name: row[name] for name in row.keys()}  # noqa: SIM118  iterating over a row gives its values
    work = Work.from_json(values.pop("work"))
    return Job(work=work, **{**values, "keep": bool(values["keep"]), "edited": bool(values["edited"])})
