"""The queue: jobs are accepted, joined, watched, cancelled and forgotten. `pool` does them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field

from .errors import ApiError, not_found
from .form import Upload
from .metrics import Metrics
from .settings import ServerSettings
from .store import Job, Origin, Status, Store
from .wanted import Wanted

_log = logging.getLogger(__name__)

SWEEP_SECONDS = 15.0
MAX_RETRY_AFTER = 120  # OpenAI's clients do not wait longer
FIRST_GUESS_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Said:
    """A segment that an engine has written, before the transcript is done; times are in seconds."""

    start: float
    end: float
    text: str


@dataclass(slots=True)
class Live:
    """Everything about an active job that is not kept: its progress, the requests that wait, the wish to stop it.

    `said` are the segments that the engine has written in this attempt; another attempt has another list.
    """

    stage: str = ""
    percent: int = 0
    said: list[Said] = field(default_factory=list)
    waiters: int = 0
    cancel: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class View:
    """A job at one moment; `place` is the number of jobs before it in the queue, `said` as `Live` has it."""

    job: Job
    stage: str
    percent: int
    place: int | None
    said: Sequence[Said]


class Jobs:
    """The jobs of a server. All methods are called in its event loop."""

    def __init__(self, store: Store, settings: ServerSettings, metrics: Metrics) -> None:
        self.store = store
        self.settings = settings
        self.stopping = False
        self.added = asyncio.Event()
        self._metrics = metrics
        self._live: dict[str, Live] = {}
        self._mean_seconds = FIRST_GUESS_SECONDS

    def start(self) -> None:
        """Take up the jobs that are not done."""
        self.store.remove_strays()
        for job in self.store.jobs("running"):
            if self.store.document_of(job.id).exists():  # it was written, but its row was not
                self.end(job, "done")
            else:  # the end of the server was not the job's fault: it costs no attempt
                self.store.update(job.id, status="queued", attempts=job.attempts - 1)
        for job in self.store.jobs("queued"):
            if job.origin == "request":
                self._cancel_later(job.id)

    def begin_to_stop(self) -> None:
        """Take no more jobs, and let requests for jobs that wait go."""
        self.stopping = True
        self.wake()

    def submit(self, upload: Upload, wanted: Wanted, *, origin: Origin, keep: bool = False) -> Job:
        """Accept a job, or join one for the same work on the same recording. The upload is taken or left.

        Raises:
            ApiError: there are too many, or the server is ending.
        """
        if self.stopping:
            raise self.ending()
        key = wanted.work.key(upload.digest)
        same = self.store.same(key)
        if same is not None:
            _log.info("joined", extra={"job": same.id})
            return self._joined(same, upload, origin=origin, keep=keep)
        self._refuse_too_many()
        job_id = self.store.new_id()
        folder = self.store.folder_of(job_id)
        recording = f"recording{upload.suffix}"
        upload.path.replace(folder / recording)
        for number, reference in enumerate(wanted.references):
            (folder / f"reference-{number}").write_bytes(reference.sound)
        job = self.store.add(job_id, key, wanted.work, name=upload.name, recording=recording, keep=keep, origin=origin)
        self._metrics.accepted.inc()
        _log.info("accepted", extra={"job": job.id, "bytes": upload.size})
        self.wake()
        return job

    def _refuse_too_many(self) -> None:
        limits = self.settings.limits
        if self.store.count("queued") >= limits.queued:
            code, kind = "rate_limit_exceeded", "rate_limit_error"
            message = "The queue is full; try again later"
            raise ApiError(429, message, code=code, kind=kind, retry_after=self._retry_after())
        if self.store.count() >= limits.stored:
            raise ApiError(429, "Too many results are kept; delete some", code="too_many_jobs", retry_after=60)

    def _joined(self, job: Job, upload: Upload, *, origin: Origin, keep: bool) -> Job:
        """Return the job that is there, kept as long as the new request wants it."""
        if keep and not job.keep:
            recording = job.recording or f"recording{upload.suffix}"
            if not job.recording:
                upload.path.replace(self.store.folder_of(job.id) / recording)
            job = self.store.update(job.id, keep=True, recording=recording, name=upload.name)
        if origin == "job" and job.origin == "request":
            job = self.store.update(job.id, origin="job")
        return job if job.is_active else self.store.update(job.id, expires=self._expiry(job))

    def _retry_after(self) -> int:
        """Return seconds after which there may be room in the queue."""
        seconds = self._mean_seconds * max(1, self.store.count("queued") // 4) / self.settings.workers
        return max(1, min(MAX_RETRY_AFTER, round(seconds)))

    @staticmethod
    def ending() -> ApiError:
        """Return the error of a server that is ending."""
        return ApiError(503, "The server is ending; try again", code="server_ending", retry_after=5)

    def get(self, job: str) -> Job:
        """Return a job.

        Raises:
            ApiError: there is none with this id.
        """
        try:
            return self.store.get(job)
        except KeyError:
            raise not_found(job) from None

    def live(self, job: str) -> Live:
        """Return the state of an active job."""
        return self._live.setdefault(job, Live())

    def view(self, job: Job) -> View:
        """Return a job with its progress and its place in the queue."""
        live = self._live.get(job.id) or Live()
        place = self.store.place(job) if job.status == "queued" else None
        return View(job, live.stage, 100 if job.status == "done" else live.percent, place, live.said)

    async def watch(self, job_id: str, heartbeat: float) -> AsyncIterator[View | None]:
        """Yield a job whenever it changes until it has ended; None after `heartbeat` seconds without a change."""
        while True:
            changed = self.live(job_id).changed  # taken before the look: a change during the yield is not missed
            view = self.view(self.get(job_id))
            yield view
            if not view.job.is_active:
                self._live.pop(job_id, None)
                return
            while not await _happened(changed, heartbeat):
                yield None

    @contextlib.contextmanager
    def waiting(self, job: str) -> Iterator[None]:
        """Count a request that waits for a job: a job that only requests want ends after the last has left."""
        live = self.live(job)
        live.waiters += 1
        try:
            yield
        finally:
            live.waiters -= 1
            if live.waiters == 0:
                self._cancel_later(job)

    async def wait(self, job: str) -> Job:
        """Wait until a job is done.

        Raises:
            ApiError: it failed, was cancelled, or the server ends before it begins.
        """
        async for view in self.watch(job, SWEEP_SECONDS):
            if view is not None and self.stopping and view.job.status == "queued":
                raise self.ending()
        return self.finished(self.get(job))

    async def wait_for_words(self, job: str) -> None:
        """Wait until the engine has written words, or the job is done.

        Raises:
            ApiError: as `wait`.
        """
        async for view in self.watch(job, SWEEP_SECONDS):
            if view is not None and view.said:
                return
        self.finished(self.get(job))

    @staticmethod
    def finished(job: Job) -> Job:
        """Return a job that is done.

        Raises:
            ApiError: it has failed, was cancelled, or is not at its end.
        """
        if job.status == "done":
            return job
        if job.error is not None:
            raise ApiError.from_json(job.error)
        if job.status == "cancelled":
            raise ApiError(409, "The job was cancelled", "id", "cancelled")
        raise ApiError(409, f"The job is {job.status}; ask again later", "id", "not_done", retry_after=5)

    def cancel(self, job: Job) -> Job:
        """Cancel a job that waits, or ask for one that runs to stop."""
        if job.status == "queued":
            return self.end(job, "cancelled")
        if job.status == "running":
            self.live(job.id).cancel = True
        return job

    def end(self, job: Job, status: Status, **values: object) -> Job:
        """End a job: keep its result for a time, remove its recording, tell those that wait."""
        job = self.store.finish(job.id, status, expires=self._expiry(job), **values)
        self.store.remove_sound(job, references_only=job.keep and status == "done")
        if status == "done" and job.started and job.finished:
            self._mean_seconds += 0.2 * (job.finished - job.started - self._mean_seconds)
        self._metrics.ended(job)
        _log.info(status, extra={"job": job.id, "attempt": job.attempts})
        self.notify(job.id)
        self._live.pop(job.id, None)
        return job

    def _expiry(self, job: Job) -> float | None:
        lifetimes = self.settings.lifetimes
        return None if job.keep else time.time() + (lifetimes.job if job.origin == "job" else lifetimes.repeat)

    def _cancel_later(self, job: str) -> None:
        asyncio.get_running_loop().call_later(self.settings.lifetimes.linger, self._cancel_if_unwanted, job)

    def _cancel_if_unwanted(self, job_id: str) -> None:
        live = self._live.get(job_id)
        if self.stopping or (live is not None and live.waiters):
            return
        with contextlib.suppress(KeyError):
            job = self.store.get(job_id)
            if job.origin == "request" and job.is_active:
                _log.info("unwanted", extra={"job": job.id})
                self.cancel(job)

    async def sweep(self) -> None:
        """Remove jobs whose time is over, for ever."""
        while True:
            for job in self.store.expired(time.time()):
                self.store.remove(job.id)
            await asyncio.sleep(SWEEP_SECONDS)

    def wake(self) -> None:
        """Let workers look for a job, and those that wait look at the state."""
        self.added.set()
        self.added = asyncio.Event()
        for job in list(self._live):
            self.notify(job)

    def notify(self, job: str) -> None:
        """Let those that watch a job look at it."""
        live = self._live.get(job)
        if live is not None:
            live.changed.set()
            live.changed = asyncio.Event()


async def _happened(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except asyncio.TimeoutError:
        return False
    return True
