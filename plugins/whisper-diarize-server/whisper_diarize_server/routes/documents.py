"""`/v1/jobs/ID/document`, `/recording`, `/name`, and `/review/ID`: transcripts that people correct."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from whisper_diarize_server import reviewing
from whisper_diarize_server.answers import Object
from whisper_diarize_server.document import Document
from whisper_diarize_server.errors import ApiError, bad_field
from whisper_diarize_server.form import file_name
from whisper_diarize_server.remembering import Remembering
from whisper_diarize_server.server import Server
from whisper_diarize_server.store import Job

from .jobs import described


class NamedVoice(BaseModel):
    """A speaker of a transcript, by label, whose voice is to be remembered; `consent` tells how the person agreed."""

    speaker: str
    consent: str = ""


class Name(BaseModel):
    """A new name of a job's recording."""

    name: str


def routes(server: Server) -> APIRouter:  # noqa: C901  a function a route
    """Return the routes."""
    router = APIRouter(tags=["documents"])
    jobs = server.jobs
    opened: dict[str, Document] = {}
    remembering = Remembering(server.settings.engine) if server.settings.remember_voices else None

    def document(job_id: str) -> Document:
        job = jobs.finished(jobs.get(job_id))
        for known in [known for known in opened if not jobs.store.document_of(known).exists()]:
            del opened[known]
        return opened.setdefault(job.id, Document(jobs.store.document_of(job.id)))

    def recording_of(job: Job) -> Path:
        if not job.recording:
            raise ApiError(404, "The recording was removed when its job had ended", "id", "not_found")
        return jobs.store.folder_of(job.id) / job.recording

    @router.get("/review/{job_id}", response_model=None, include_in_schema=False)
    async def page(job_id: str) -> Response:
        """Return the page to listen to a transcript and to correct it."""
        url = f"/v1/jobs/{job_id}"
        recording = f"{url}/recording" if jobs.get(job_id).recording else ""
        remember_to = f"{url}/voices" if recording and remembering else ""
        shown = document(job_id)
        return await reviewing.page(shown, save_to=f"{url}/document", recording_url=recording, remember_to=remember_to)

    @router.get("/v1/jobs/{job_id}/document", response_model=None)
    async def get(job_id: str) -> Response:
        """Return the whole transcript in our JSON, and its version as `ETag`."""
        return reviewing.get(document(job_id))

    @router.put("/v1/jobs/{job_id}/document", response_model=None)
    async def put(job_id: str, request: Request) -> Response:
        """Save a corrected transcript in the place of the version in `If-Match`; 412 if it is another by now."""
        answer = await reviewing.put(document(job_id), request)
        if answer.status_code == 200:  # noqa: PLR2004  saved
            jobs.store.update(job_id, edited=True)
        return answer

    @router.get("/v1/jobs/{job_id}/document/export", response_model=None)
    async def export(job_id: str, format: str) -> Response:  # noqa: A002  the name of the parameter
        """Return the transcript as a file in any format; `all`: an archive of all."""
        return await reviewing.exported(document(job_id), format)

    @router.get("/v1/jobs/{job_id}/recording", response_model=None)
    async def recording(job_id: str) -> Response:
        """Return the recording of a job that keeps it."""
        return FileResponse(recording_of(jobs.get(job_id)), headers=reviewing.NO_STORE)

    @router.post("/v1/jobs/{job_id}/voices", response_model=None)
    async def remember(job_id: str, voice: NamedVoice) -> Object:
        """Put the voice of a speaker whom a person has named into the library of voices."""
        if remembering is None:
            raise ApiError(403, "This server remembers no voices; start it with --remember-voices", code="not_allowed")
        recording = recording_of(jobs.get(job_id))
        return {"message": await remembering.learn(document(job_id), recording, voice.speaker, voice.consent)}

    @router.put("/v1/jobs/{job_id}/name", response_model=None)
    async def rename(job_id: str, wanted: Name) -> Object:
        """Give the recording of a job another name."""
        job = jobs.get(job_id)
        name = file_name(wanted.name)
        if not wanted.name.strip():
            raise bad_field("name", "A name has at least one letter")
        if job.status == "done":
            await run_in_threadpool(document(job_id).rename, Path(name).stem or name)
        return described(jobs.view(jobs.store.update(job.id, name=name)))

    return router
