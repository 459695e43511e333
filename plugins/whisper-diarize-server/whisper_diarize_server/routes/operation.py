"""Routes for those who run a server: `/health`, `/ready`, `/metrics`, `/docs`."""

from __future__ import annotations

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from whisper_diarize_server import docs_page
from whisper_diarize_server.answers import Object
from whisper_diarize_server.errors import ApiError
from whisper_diarize_server.server import Server


def routes(server: Server) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["operation"])

    @router.get("/health", response_model=None)
    async def health() -> Object:
        """Answer: the server is there. Needs no key."""
        return {"status": "ok"}

    @router.get("/ready", response_model=None)
    async def ready() -> Object:
        """Answer 200 if a worker can take a job, else 503."""
        if not server.is_ready:
            raise ApiError(503, "No worker is ready", code="not_ready", retry_after=5)
        return {"status": "ready", "queued": server.jobs.store.count("queued")}

    @router.get("/metrics", response_model=None)
    async def metrics() -> Response:
        """Return figures for Prometheus."""
        text = server.metrics.text(server.jobs.store, server.settings.limits.queued)
        return Response(text, media_type=CONTENT_TYPE_LATEST)

    @router.get("/docs", response_model=None, include_in_schema=False)
    async def docs(request: Request) -> Response:
        """Return the API as a page."""
        return docs_page.response(request.app.openapi())

    return router
