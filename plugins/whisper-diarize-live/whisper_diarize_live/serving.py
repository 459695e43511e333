"""Captions in browsers, as they come: a page, and server-sent events that catch up after a broken connection.

The plugin server answers: its rules of who may ask hold.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse
from whisper_diarize_server.assets import asset
from whisper_diarize_server.streaming import HEADERS, HEARTBEAT, HEARTBEAT_SECONDS, named

from .captions import Captions, Change
from .events import begun, ended, events_of

POLL_SECONDS = 0.1
AGAIN = "retry: 1000\n\n"
"""Tells a browser to wait a second, not three, before it comes again."""
PARTS = {
    "/": ("page.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
}
OPEN_PATHS = frozenset({*PARTS, "/favicon.ico"})
"""Parts of the page, without the words: those come with the events, which need the key."""


class ServedCaptions:
    """All that was shown, for browsers: those that come late, or come again, are told of it from the beginning.

    The events are those of the log, each with an id; `tentative`, without one, has the words that may still change.
    """

    def __init__(self, name: str) -> None:
        self._events: list[tuple[str, str]] = []
        self._tentative = ""
        self._over = False
        self._at = self._heard = 0.0
        self._run = secrets.token_hex(4)
        """Begins every id: a browser that comes again to another recording begins anew."""
        self._keep(begun(name))

    def show(self, change: Change, captions: Captions) -> None:
        """Add the events of a change."""
        for event in events_of(change, captions):
            self._keep(event)
        self._at, self._heard = change.at, change.heard
        words = [{"word": word.text, "channel": word.channel} for word in change.tentative]
        self._tentative = named("tentative", {"words": words})

    def end(self, captions: Captions) -> None:
        """Add the last event: no more will come."""
        self._keep(ended(self._at, self._heard, len(captions.words)))
        self.close()

    def close(self) -> None:
        """End all streams: no more will come, though the recording may not be over."""
        self._over = True

    def _keep(self, event: dict[str, object]) -> None:
        self._events.append((str(event["event"]), json.dumps(event)))

    async def stream(self, last_id: str) -> AsyncIterator[str]:
        """Yield the events after the one with an id, as they come, until the last; now and then a comment."""
        yield AGAIN
        seen, tentative, idle = self._place(last_id), "", 0.0
        while True:
            over = self._over
            for place in range(seen, len(self._events)):
                kind, data = self._events[place]
                yield f"id: {self._run}-{place + 1}\nevent: {kind}\ndata: {data}\n\n"
                seen, idle = place + 1, 0.0
            if tentative != self._tentative:
                tentative = self._tentative
                yield tentative
            if over:
                return
            await asyncio.sleep(POLL_SECONDS)
            idle += POLL_SECONDS
            if idle >= HEARTBEAT_SECONDS:
                idle = 0.0
                yield HEARTBEAT

    def _place(self, last_id: str) -> int:
        run, _, place = last_id.partition("-")
        return int(place) if run == self._run and place.isascii() and place.isdecimal() else 0


def routes(captions: ServedCaptions) -> APIRouter:
    """Return the routes of the page and its events."""
    router = APIRouter(include_in_schema=False)

    @router.get("/events", response_model=None)
    async def events(request: Request) -> Response:
        stream = captions.stream(request.headers.get("last-event-id", ""))
        return StreamingResponse(stream, media_type="text/event-stream", headers=HEADERS)

    @router.get("/favicon.ico", response_model=None)
    async def icon() -> Response:
        return Response(status_code=204)

    for path, (name, media_type) in PARTS.items():
        _add_part(router, path, name, media_type)
    return router


def _add_part(router: APIRouter, path: str, name: str, media_type: str) -> None:
    @router.get(path, response_model=None)
    async def part() -> Response:
        return asset("whisper_diarize_live", name, media_type)
