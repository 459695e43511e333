"""A guarded server beside other work of a program, in a thread of its own: for pages that other plugins show."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter, FastAPI

from .app import answer_errors
from .arguments import KEY_VARIABLE
from .door import refuse_open_door
from .guard import Guard, Keys
from .http import http_server
from .metrics import Metrics
from .routes.browser import add_login
from .run import listen
from .settings import ServerSettings


def build(router: APIRouter, open_paths: frozenset[str], keys: Keys) -> FastAPI:
    """Return the application for some routes, of which `open_paths` need no key."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    add_login(router, keys)
    app.include_router(router)
    answer_errors(app)
    settings = ServerSettings(folder=Path())  # for its limits: there are no jobs
    app.add_middleware(Guard, settings=settings, keys=keys, metrics=Metrics(), open_paths=open_paths | {"/login"})
    return app


@contextlib.contextmanager
def serving(router: APIRouter, open_paths: frozenset[str], host: str, port: int, *, option: str) -> Iterator[str]:
    """Answer on an address until the block ends; yield its URL. `option` is the user's, which named the address.

    The key is that of the environment.

    Raises:
        OptionError: the address is taken, or others can reach it and there is no key.
    """
    key = os.environ.get(KEY_VARIABLE, "").strip()
    refuse_open_door(host, [key] if key else [], option=option, file_option=False)
    listener = listen(host, port, named=f"{option} {host}:{port}")
    app = build(router, open_paths, Keys([key] if key else []))
    server = http_server(app, lambda: None, host=host, port=port, grace_seconds=0)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])), name="page", daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    shown = f"[{host}]" if ":" in host else host
    try:
        yield f"http://{shown}:{listener.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
