"""The workers of a server: each is given jobs until it ends, and is then replaced."""

from __future__ import annotations

import asyncio
import logging
import time

from .errors import ApiError
from .jobs import Jobs, Live, Said
from .store import Job
from .worker_process import JobCancelledError, WorkerEndedError, WorkerProcess, WorkerUnusableError

_log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
CANCEL_SECONDS = 10.0
"""A worker that has not stopped a job after so long is ended."""
RESTART_SECONDS = 1.0
LOOK_SECONDS = 0.1


class Pool:
    """The workers. A worker that ends costs its job one of three attempts.

    `unusable` says why the engines cannot be had; then there are no workers.
    """

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._store = jobs.store
        self._settings = jobs.settings
        self._workers: dict[int, WorkerProcess] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self.unusable: str | None = None

    def start(self) -> None:
        """Start the workers."""
        self._tasks = [asyncio.create_task(self._keep(number)) for number in range(self._settings.workers)]

    async def stop(self) -> None:
        """Finish the jobs that run, as far as there is time for it; the others wait for the next start."""
        deadline = time.monotonic() + self._settings.grace_seconds
        while self._store.count("running") and time.monotonic() < deadline and self.is_ready:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for worker in self._workers.values():
            worker.kill()
        await asyncio.gather(*(worker.ended for worker in self._workers.values()))
        for job in self._store.jobs("running"):
            self._store.update(job.id, status="queued", attempts=job.attempts - 1)

    @property
    def is_ready(self) -> bool:
        """True if a worker is there."""
        return any(worker.is_alive for worker in self._workers.values())

    async def _keep(self, number: int) -> None:
        """Keep one worker at work."""
        while not self._jobs.stopping:
            try:
                worker = await WorkerProcess.start(self._settings.engine)
            except WorkerUnusableError as error:
                self.unusable = str(error)
                return
            except WorkerEndedError:
                _log.warning("worker did not start")
                await asyncio.sleep(RESTART_SECONDS)
                continue
            _log.info("worker started", extra={"worker": worker.pid})
            self._workers[number] = worker
            await self._feed(worker)
            if not self._jobs.stopping:
                _log.warning("worker ended", extra={"worker": worker.pid})

    async def _feed(self, worker: WorkerProcess) -> None:
        """Give jobs to a worker until it ends."""
        while worker.is_alive and not self._jobs.stopping:
            job = self._store.next_queued()
            if job is None:
                added = asyncio.ensure_future(self._jobs.added.wait())
                await asyncio.wait({added, worker.ended}, return_when=asyncio.FIRST_COMPLETED)
                added.cancel()
                continue
            attempts = job.attempts + 1
            await self._run(
                worker, self._store.update(job.id, status="running", started=time.time(), attempts=attempts)
            )

    async def _run(self, worker: WorkerProcess, job: Job) -> None:
        live = self._jobs.live(job.id)
        live.said = []
        self._jobs.notify(job.id)

        def on_progress(stage: str, percent: int) -> None:
            live.stage, live.percent = stage, percent
            self._jobs.notify(job.id)

        def on_text(start: float, end: float, text: str) -> None:
            live.said.append(Said(start, end, text))
            self._jobs.notify(job.id)

        guard = asyncio.create_task(self._guard(worker, job, live))
        try:
            folder = str(self._store.folder_of(job.id))
            seconds = await worker.run(job, folder, self._settings.limits, on_progress, on_text)
        except ApiError as error:
            self._jobs.end(job, "failed", error=error.to_json())
        except JobCancelledError:
            self._end_cancelled(job, live)
        except WorkerEndedError:
            worker.kill()  # its pipe is closed; the process may be there still
            await worker.ended
            self._take_back(job, live)
        else:
            self._jobs.end(job, "done", seconds=seconds)
        finally:
            guard.cancel()

    def _end_cancelled(self, job: Job, live: Live) -> None:
        if live.cancel:
            self._jobs.end(job, "cancelled")
        else:
            error = ApiError(504, "The job took too long", code="job_timeout")
            self._jobs.end(job, "failed", error=error.to_json())

    def _take_back(self, job: Job, live: Live) -> None:
        """Decide on a job whose worker has ended."""
        if live.cancel:
            self._jobs.end(job, "cancelled")
        elif self._store.document_of(job.id).exists():
            self._jobs.end(job, "done")
        elif job.attempts >= MAX_ATTEMPTS:
            message = f"The worker ended {job.attempts} times while it worked on this recording"
            self._jobs.end(job, "failed", error=ApiError(500, message, code="worker_ended").to_json())
        else:
            self._store.update(job.id, status="queued")
            self._jobs.wake()

    async def _guard(self, worker: WorkerProcess, job: Job, live: Live) -> None:
        """Pass the wish to stop on to the worker; end one that does not follow it, or is long over its time."""
        deadline = time.monotonic() + self._settings.limits.job_seconds + CANCEL_SECONDS
        while not live.cancel and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_SECONDS)
        if live.cancel:
            await worker.cancel(job.id)
            await asyncio.sleep(CANCEL_SECONDS)
        worker.kill()
