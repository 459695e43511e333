"""`/`: the page, its scripts and style, and the way in for a browser that knows a key."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from whisper_diarize_server.assets import asset
from whisper_diarize_server.errors import ApiError
from whisper_diarize_server.guard import Keys
from whisper_diarize_server.server import Server


class Login(BaseModel):
    """The key that a person has typed."""

    key: str


def routes(server: Server) -> APIRouter:
    """Return the routes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/", response_model=None)
    async def page() -> Response:
        return _asset("page.html", "text/html")

    @router.get("/page.css", response_model=None)
    async def style() -> Response:
        return _asset("page.css", "text/css")

    @router.get("/page.js", response_model=None)
    async def script() -> Response:
        return _asset("page.js", "text/javascript")

    @router.get("/rows.js", response_model=None)
    async def rows() -> Response:
        return _asset("rows.js", "text/javascript")

    @router.get("/favicon.ico", response_model=None)
    async def icon() -> Response:
        return Response(status_code=204)

    add_login(router, server.keys)
    return router


def add_login(router: APIRouter, keys: Keys) -> None:
    """Add the way in for a browser whose user knows a key."""

    @router.post("/login", response_model=None)
    async def login(request: Request, given: Login) -> Response:
        if not keys.knows(given.key):
            raise ApiError(401, "This key is not one of the server's", "key", "invalid_api_key")
        answer = JSONResponse({"status": "ok"})
        keys.set_cookie(answer, request)
        return answer


def _asset(name: str, media_type: str) -> Response:
    return asset("whisper_diarize_server", name, media_type)
