"""The queue without workers: joining, waiting, heartbeats, clients that leave, and lifetimes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from whisper_diarize_server.errors import ApiError
from whisper_diarize_server.form import Upload
from whisper_diarize_server.jobs import Jobs
from whisper_diarize_server.metrics import Metrics
from whisper_diarize_server.settings import Lifetimes, Limits, ServerSettings
from whisper_diarize_server.store import Job, Origin, Store
from whisper_diarize_server.wanted import transcription

LINGER = 0.05


def run(tmp_path: Path, trial: Callable[[Jobs], Awaitable[None]], limits: Limits | None = None) -> None:
    """Run a trial with a queue of its own."""
    lifetimes = Lifetimes(linger=LINGER, repeat=100.0, job=1000.0)
    settings = ServerSettings(tmp_path, models=("here",), lifetimes=lifetimes, limits=limits or Limits())

    async def within() -> None:
        jobs = Jobs(Store(tmp_path), settings, Metrics())
        await trial(jobs)
        jobs.store.close()

    asyncio.run(within())


def post(jobs: Jobs, digest: str = "a", origin: Origin = "request", *, keep: bool = False) -> Job:
    path = jobs.store.uploads / f"upload-{digest}"
    path.write_bytes(b"RIFF")
    upload = Upload(path, "talk.wav", 4, digest)
    job = jobs.submit(upload, transcription([("model", "whisper-1")], ("here",)), origin=origin, keep=keep)
    upload.discard()
    return job


def test_job_that_only_requests_want_ends_some_time_after_the_last_has_left(tmp_path: Path) -> None:
    async def trial(jobs: Jobs) -> None:
        job = post(jobs)
        with jobs.waiting(job.id):
            await asyncio.sleep(2 * LINGER)
            assert jobs.get(job.id).status == "queued"
        await asyncio.sleep(2 * LINGER)
        assert jobs.get(job.id).status == "cancelled"

    run(tmp_path, trial)


def test_request_that_comes_again_in_time_keeps_the_job(tmp_path: Path) -> None:
    async def trial(jobs: Jobs) -> None:
        job = post(jobs)
        with jobs.waiting(job.id):
            pass
        again = post(jobs)
        with jobs.waiting(again.id):
            await asyncio.sleep(2 * LINGER)
            assert (again.id, jobs.get(job.id).status) == (job.id, "queued")

    run(tmp_path, trial)


def test_job_goes_on_without_requests(tmp_path: Path) -> None:
    async def trial(jobs: Jobs) -> None:
        job = post(jobs)
        post(jobs, origin="job")  # joins, and wants it
        with jobs.waiting(job.id):
            pass
        await asyncio.sleep(2 * LINGER)
        assert jobs.get(job.id).status == "queued"

    run(tmp_path, trial)


def test_watcher_is_told_of_changes_and_of_time_that_passes(tmp_path: Path) -> None:
    async def trial(jobs: Jobs) -> None:
        job = post(jobs, origin="job")
        seen = []
        async for view in jobs.watch(job.id, 0.01):
            seen.append(None if view is None else view.job.status)
            if seen[-1] is None:
                jobs.cancel(jobs.get(job.id))
        assert seen == ["queued", None, "cancelled"]

    run(tmp_path, trial)


def test_results_are_kept_for_their_time_and_recordings_until_the_end(tmp_path: Path) -> None:
    async def trial(jobs: Jobs) -> None:
        request, job, kept = post(jobs, "a"), post(jobs, "b", "job"), post(jobs, "c", "job", keep=True)
        ended = [jobs.end(one, "done") for one in (request, job, kept)]
        left = [round((one.expires or 0) - time.time(), -1) for one in ended[:2]]
        assert (left, ended[2].expires) == ([100, 1000], None)
        recordings = [bool(jobs.get(one.id).recording) for one in ended]
        assert recordings == [False, False, True]
        assert [one.id for one in jobs.store.expired(time.time() + 500)] == [request.id]

    run(tmp_path, trial)


def test_correction_is_not_given_to_requests_for_the_recording(tmp_path: Path) -> None:
    async def trial(jobs: Jobs) -> None:
        job = jobs.end(post(jobs), "done")
        assert post(jobs).id == job.id
        jobs.store.update(job.id, edited=True)
        assert post(jobs).id != job.id

    run(tmp_path, trial)


def test_number_of_results_has_a_limit(tmp_path: Path) -> None:
    async def trial(jobs: Jobs) -> None:
        jobs.end(post(jobs, "a"), "done")
        with pytest.raises(ApiError) as caught:
            post(jobs, "b")
        assert (caught.value.status, caught.value.code) == (429, "too_many_jobs")

    run(tmp_path, trial, Limits(stored=1))


def test_server_that_ends_lets_requests_for_waiting_jobs_go(tmp_path: Path) -> None:
    async def trial(jobs: Jobs) -> None:
        job = post(jobs)
        waiting = asyncio.ensure_future(jobs.wait(job.id))
        await asyncio.sleep(0)
        jobs.begin_to_stop()
        with pytest.raises(ApiError) as caught:
            await waiting
        assert (caught.value.status, caught.value.retry_after) == (503, 5)
        with pytest.raises(ApiError):
            post(jobs, "b")
        assert jobs.get(job.id).status == "queued"

    run(tmp_path, trial)
