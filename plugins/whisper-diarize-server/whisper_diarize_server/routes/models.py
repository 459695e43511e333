"""`/v1/models`: the names that a request may use."""

from __future__ import annotations

import time

from fastapi import APIRouter

from whisper_diarize_server.answers import Object
from whisper_diarize_server.server import Server
from whisper_diarize_server.settings import OPENAI_MODELS
from whisper_diarize_server.wanted import is_known, no_such_model


def routes(server: Server) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/v1/models", tags=["models"])
    created = int(time.time())
    models = server.settings.models

    def described(name: str) -> Object:
        owner = "openai-compatible" if name in OPENAI_MODELS else "whisper-diarize"
        return {"id": name, "object": "model", "created": created, "owned_by": owner}

    @router.get("", response_model=None)
    async def listed() -> Object:
        """List the models: OpenAI's names for the server's own, and local ones."""
        return {"object": "list", "data": [described(name) for name in (*OPENAI_MODELS, *models)]}

    @router.get("/{model:path}", response_model=None)
    async def one(model: str) -> Object:
        """Describe one model."""
        if not is_known(model, models):
            raise no_such_model(model)
        return described(model)

    return router
