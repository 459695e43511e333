"""`/v1/audio`: transcriptions and translations, as OpenAI's API has them.

Each is a job: the request waits for it. Clients that give up and post again join the job that they have begun.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response, StreamingResponse

from whisper_diarize import AttributedTranscript, read
from whisper_diarize_server import openapi, streaming
from whisper_diarize_server.answers import answer
from whisper_diarize_server.errors import ApiError
from whisper_diarize_server.fields import missing
from whisper_diarize_server.form import read_form
from whisper_diarize_server.server import Server
from whisper_diarize_server.store import Job
from whisper_diarize_server.wanted import Wanted, transcription, translation

FAST_FAILURE_SECONDS = 2.0
"""A stream waits so long for its first event, so that a recording that cannot be read is a status, not an event."""


def routes(server: Server) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/v1/audio", tags=["audio"])

    @router.post("/transcriptions", openapi_extra=openapi.transcription(), response_model=None)
    async def transcriptions(request: Request) -> Response:
        """Write down a recording."""
        return await _serve(server, request, "transcribe")

    @router.post("/translations", openapi_extra=openapi.translation(), response_model=None)
    async def translations(request: Request) -> Response:
        """Write down a recording in English."""
        return await _serve(server, request, "translate")

    return router


async def _serve(server: Server, request: Request, task: str) -> Response:
    form = await read_form(request, server.jobs.store.uploads, server.settings.limits)
    try:
        understand = transcription if task == "transcribe" else translation
        wanted = understand(form.fields, server.settings.models)
        if form.upload is None:
            raise missing("file")
        job = server.jobs.submit(form.upload, wanted, origin="request")
    finally:
        form.discard()
    if wanted.shape.stream:
        return await _stream(server, job, wanted)
    with server.jobs.waiting(job.id):
        await _wait(server, job, request)
    transcript = await transcript_of(server, job)
    made = await run_in_threadpool(answer, transcript, wanted.shape, wanted.work.task)
    return Response(made.content, media_type=made.media_type)


async def transcript_of(server: Server, job: Job) -> AttributedTranscript:
    """Return the transcript of a job that is done."""
    return await run_in_threadpool(read, server.jobs.store.document_of(job.id))


async def _wait(server: Server, job: Job, request: Request) -> None:
    """Wait for a job, as long as the client does."""
    done = asyncio.ensure_future(server.jobs.wait(job.id))
    left = asyncio.ensure_future(_departure(request))
    try:
        await asyncio.wait({done, left}, return_when=asyncio.FIRST_COMPLETED)
        if not done.done():
            raise ClientDisconnect
        done.result()
    finally:
        done.cancel()
        left.cancel()
        await asyncio.gather(done, left, return_exceptions=True)


async def _departure(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _stream(server: Server, job: Job, wanted: Wanted) -> Response:
    soon = asyncio.ensure_future(server.jobs.wait_for_words(job.id))
    await asyncio.wait({soon}, timeout=FAST_FAILURE_SECONDS)
    if soon.done():
        soon.result()
    else:
        soon.cancel()
        await asyncio.gather(soon, return_exceptions=True)
    events = streaming.with_heartbeats(_events(server, job, wanted))
    return StreamingResponse(events, headers=streaming.HEADERS, media_type="text/event-stream")


async def _events(server: Server, job: Job, wanted: Wanted) -> AsyncIterator[str | None]:
    """Yield the events of a stream, and None now and then while there are none."""
    written = streaming.Written()
    try:
        with server.jobs.waiting(job.id):
            async for view in server.jobs.watch(job.id, streaming.HEARTBEAT_SECONDS):
                if view is None:
                    yield None
                    continue
                if server.jobs.stopping and view.job.status == "queued":
                    raise server.jobs.ending()
                for event in written.events(view.said) if wanted.shape.response_format != "diarized_json" else ():
                    yield event
        server.jobs.finished(server.jobs.get(job.id))
        transcript = await transcript_of(server, job)
        for event in await run_in_threadpool(lambda: list(streaming.events(transcript, wanted.shape, written))):
            yield event
    except ApiError as error:
        yield streaming.failure(error)
