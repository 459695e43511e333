"""`/v1/jobs`: transcripts without waiting."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response, StreamingResponse

from whisper_diarize_server import openapi, streaming
from whisper_diarize_server.answers import Object, answer
from whisper_diarize_server.errors import ApiError, bad_field
from whisper_diarize_server.fields import Fields, missing
from whisper_diarize_server.form import read_form
from whisper_diarize_server.jobs import View
from whisper_diarize_server.server import Server
from whisper_diarize_server.wanted import FORMATS, Shape, transcription

from .audio import transcript_of

JOB_FIELDS = ("task", "keep")
MAX_LISTED = 1000


def routes(server: Server) -> APIRouter:  # noqa: C901  a function a route
    """Return the routes."""
    router = APIRouter(prefix="/v1/jobs", tags=["jobs"])
    jobs = server.jobs

    @router.post("", status_code=202, openapi_extra=openapi.job(), response_model=None)
    async def submit(request: Request) -> Response:
        """Accept a recording; its job is done later. The same work on the same recording is the same job."""
        form = await read_form(request, jobs.store.uploads, server.settings.limits)
        try:
            wanted = transcription(form.fields, server.settings.models, JOB_FIELDS)
            if wanted.shape.stream:
                raise bad_field("stream", "A job has no stream: GET /v1/jobs/ID/events has its progress")
            fields = Fields.of([pair for pair in form.fields if pair[0] in JOB_FIELDS], JOB_FIELDS)
            task = fields.choice("task", ("transcribe", "translate"), "transcribe")
            if form.upload is None:
                raise missing("file")
            wanted = wanted.with_task("translate" if task == "translate" else "transcribe")
            job = jobs.submit(form.upload, wanted, origin="job", keep=bool(fields.flag("keep")))
        finally:
            form.discard()
        return JSONResponse(described(jobs.view(job)), 202, {"Location": f"/v1/jobs/{job.id}"})

    @router.get("", response_model=None)
    async def listed() -> Object:
        """List the jobs, the newest first."""
        newest = jobs.store.jobs()[: -MAX_LISTED - 1 : -1]
        return {"object": "list", "data": [described(jobs.view(job)) for job in newest if job.origin == "job"]}

    @router.get("/{job_id}", response_model=None)
    async def one(job_id: str) -> Object:
        """Describe a job: its status, how far it is, its place in the queue."""
        return described(jobs.view(jobs.get(job_id)))

    @router.get("/{job_id}/result", response_model=None)
    async def result(job_id: str, response_format: str = "json") -> Response:
        """Return the transcript of a job that is done, in any format of /v1/audio/transcriptions."""
        if response_format not in FORMATS:
            raise bad_field("response_format", f"Supported values are: {', '.join(FORMATS)}.")
        job = jobs.finished(jobs.get(job_id))
        if response_format == "diarized_json" and not job.work.diarize:
            raise bad_field("response_format", "The job did not look for speakers; add diarize=true when you post it")
        transcript = await transcript_of(server, job)
        shape = Shape(response_format, ("word", "segment"))
        made = await run_in_threadpool(answer, transcript, shape, job.work.task)
        return Response(made.content, media_type=made.media_type)

    @router.get("/{job_id}/events", response_model=None)
    async def events(job_id: str) -> Response:
        """Stream the progress of a job: events `progress`, then `done`, `failed` or `cancelled`."""
        jobs.get(job_id)
        stream = streaming.with_heartbeats(_events(server, job_id))
        return StreamingResponse(stream, headers=streaming.HEADERS, media_type="text/event-stream")

    @router.delete("/{job_id}", response_model=None)
    async def delete(job_id: str) -> Object:
        """Cancel a job that is not done; remove one that has ended, with everything that belongs to it."""
        job = jobs.get(job_id)
        if job.is_active:
            return described(jobs.view(jobs.cancel(job)))
        jobs.store.remove(job.id)
        return {"id": job.id, "object": "job", "deleted": True}

    return router


def described(view: View) -> Object:
    """Return a job as clients see it."""
    job = view.job
    return {
        "id": job.id,
        "object": "job",
        "status": job.status,
        "name": job.name,
        "task": job.work.task,
        "diarize": job.work.diarize,
        "percent": view.percent,
        "stage": view.stage or None,
        "place": view.place,
        "created": round(job.created, 3),
        "started": job.started and round(job.started, 3),
        "finished": job.finished and round(job.finished, 3),
        "expires": job.expires and round(job.expires, 3),
        "duration": job.seconds,
        "keep": job.keep,
        "edited": job.edited,
        "error": ApiError.from_json(job.error).body["error"] if job.error else None,
    }


async def _events(server: Server, job_id: str) -> AsyncIterator[str | None]:
    last = ""
    try:
        async for view in server.jobs.watch(job_id, streaming.HEARTBEAT_SECONDS):
            if view is None:
                yield None
                continue
            name = "progress" if view.job.is_active else view.job.status
            event = streaming.named(name, described(view))
            if event != last:  # words may have come, which are not told here
                yield event
            last = event
            if server.jobs.stopping and view.job.is_active:
                return  # the job is kept; the client asks again
    except ApiError as error:
        yield streaming.named("failed", error.body)
