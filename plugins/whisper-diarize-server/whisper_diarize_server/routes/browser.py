"""`/`: the page, its scripts and style, and the way in for a browser that knows a key."""

from __future__ import annotations

from importlib.resources import files

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from whisper_diarize_server.errors import ApiError
from whisper_diarize_server.guard import Keys
from whisper_diarize_server.server import Server

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}


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


def asset(package: str, name: str, media_type: str) -> Response:
    """Return a part of a page, from the folder `page` of a package."""
    text = (files(package) / "page" / name).read_text("utf-8")
    return Response(text, media_type=media_type, headers=HEADERS)


def _asset(name: str, media_type: str) -> Response:
    return asset("whisper_diarize_server", name, media_type)
