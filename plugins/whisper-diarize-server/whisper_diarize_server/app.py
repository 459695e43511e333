"""The application: the routes behind the guard."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from whisper_diarize import __version__

from .errors import ApiError, bad_field
from .guard import Guard, Keys
from .jobs import Jobs
from .metrics import Metrics
from .pool import Pool
from .routes import audio, browser, documents, jobs, models, operation
from .server import Server
from .settings import ServerSettings
from .store import Store

NOT_FOUND = 404
NO_RESPONSE = 499
"""nginx's status for a client that has left; it never gets it."""


def build(settings: ServerSettings) -> FastAPI:
    """Return the application of a server; `app.state.server` is its state."""
    metrics = Metrics()
    queue = Jobs(Store(settings.folder), settings, metrics)
    server = Server(settings, queue, Pool(queue), metrics, Keys(settings.keys))

    @contextlib.asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        queue.start()
        server.pool.start()
        sweeping = asyncio.create_task(queue.sweep())
        yield
        queue.begin_to_stop()
        await server.pool.stop()
        sweeping.cancel()
        queue.store.close()

    app = FastAPI(
        title="whisper-diarize",
        version=__version__,
        description="Transcripts with speakers, in OpenAI's API and as jobs.",
        docs_url=None,
        redoc_url=None,
        lifespan=life,
    )
    app.state.server = server
    for room in (audio, jobs, documents, models, operation, browser):
        app.include_router(room.routes(server))
    answer_errors(app)
    app.add_middleware(Guard, settings=settings, keys=server.keys, metrics=metrics)
    return app


def answer_errors(app: FastAPI) -> None:
    """Let an application answer errors as OpenAI does."""
    for kind in (ApiError, HTTPException, RequestValidationError, ClientDisconnect):
        app.add_exception_handler(kind, _refused)


async def _refused(request: Request, error: Exception) -> Response:
    """Return the answer for an error of ours, or of the framework."""
    match error:
        case ApiError():
            return error.response()
        case HTTPException():
            message = f"{error.detail} ({request.method} {request.url.path[:200]})"
            code = "not_found" if error.status_code == NOT_FOUND else None
            return ApiError(error.status_code, message, code=code).response()
        case RequestValidationError():
            first = error.errors()[0]
            return bad_field(str(first["loc"][-1]), str(first["msg"])).response()
    return Response(status_code=NO_RESPONSE)
