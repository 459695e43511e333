"""One transcript of the disk in a browser: the page saves into the file."""

from __future__ import annotations

import secrets
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.responses import FileResponse, RedirectResponse, Response

from . import reviewing
from .answers import Object
from .app import answer_errors
from .document import Document
from .errors import ApiError
from .guard import Guard, Keys
from .metrics import Metrics
from .settings import ServerSettings

WAY_IN = "/open"
SEE_OTHER = 303


def build(document: Document, recording: Path | None, token: str, stop: Callable[[], None]) -> FastAPI:
    """Return the application: the page at `/`, for the browser that comes first with the token."""
    keys = Keys([secrets.token_urlsafe(32)])  # none that could be told: there is only the cookie
    tokens = [token]
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get(WAY_IN, response_model=None)
    async def way_in(request: Request, token: str = "") -> Response:
        if not (tokens and secrets.compare_digest(token.encode(), tokens[0].encode())):
            raise ApiError(403, "This address was used before; start the command again", code="used_token")
        tokens.clear()
        answer = RedirectResponse("/", SEE_OTHER)
        keys.set_cookie(answer, request)
        return answer

    @app.get("/", response_model=None)
    async def page() -> Response:
        url = "/recording" if recording else ""
        return await reviewing.page(document, save_to="/document", recording_url=url, recording=recording)

    @app.get("/document", response_model=None)
    async def get() -> Response:
        return reviewing.get(document)

    @app.put("/document", response_model=None)
    async def put(request: Request) -> Response:
        return await reviewing.put(document, request)

    @app.get("/document/export", response_model=None)
    async def export(format: str) -> Response:  # noqa: A002  the name of the parameter
        return await reviewing.exported(document, format)

    @app.get("/recording", response_model=None)
    async def sound() -> Response:
        if recording is None:
            raise ApiError(404, "There is no recording beside the transcript", code="not_found")
        return FileResponse(recording, headers=reviewing.NO_STORE)

    @app.post("/end", response_model=None)
    async def end() -> Object:
        stop()
        return {"status": "ending"}

    answer_errors(app)
    settings = ServerSettings(folder=document.path.parent)
    app.add_middleware(Guard, settings=settings, keys=keys, metrics=Metrics(), open_paths=frozenset({WAY_IN}))
    return app


def open_browser(url: str) -> None:
    """Open a page in the user's browser, without waiting for it."""
    threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
