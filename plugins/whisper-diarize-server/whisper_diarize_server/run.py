"""Run a server until it is told to stop."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import socket
from pathlib import Path

import typer
import uvicorn

from whisper_diarize import OptionError, WhisperDiarizeError, register
from whisper_diarize.plugins import import_plugin

from .app import build
from .http import http_server
from .logs import configure_logging
from .server import Server
from .settings import ServerSettings

_log = logging.getLogger(__name__)


def run(
    settings: ServerSettings, *, host: str, port: int, certfile: Path | None = None, keyfile: Path | None = None
) -> None:
    """Serve until a signal ends it.

    Raises:
        OptionError: the folder is another server's, the address is taken, or an engine or a plugin cannot be had.
    """
    for name in settings.engine.plugins:  # for their formats; the workers have their engines
        register(import_plugin(name), name=Path(name).stem, source=name)
    lock = _locked(settings.folder)
    listener = listen(host, port)
    configure_logging("server")
    app = build(settings)
    server: Server = app.state.server

    def on_stop() -> None:
        server.jobs.begin_to_stop()

    http = http_server(
        app,
        on_stop,
        host=host,
        port=port,
        grace_seconds=settings.grace_seconds,
        certfile=None if certfile is None else str(certfile),
        keyfile=None if keyfile is None else str(keyfile),
    )
    scheme = "https" if certfile else "http"
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"listening on {scheme}://{shown}:{listener.getsockname()[1]}/ (Ctrl-C ends)", err=True)
    try:
        asyncio.run(_serve(http, listener, server))
    finally:
        listener.close()
        os.close(lock)
    if server.pool.unusable is not None:
        raise WhisperDiarizeError(server.pool.unusable)


async def _serve(http: uvicorn.Server, listener: socket.socket, server: Server) -> None:
    """Serve; end if no worker can be had."""
    serving = asyncio.create_task(http.serve(sockets=[listener]))
    while not serving.done():
        await asyncio.wait({serving}, timeout=0.5)
        if server.pool.unusable is not None:
            http.should_exit = True
    await serving


def _locked(folder: Path) -> int:
    """Take a folder for this process alone."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise OptionError(f"--data-dir {folder}: it cannot be used ({error.strerror})") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise OptionError(f"--data-dir {folder}: another server uses it; give this one another") from error
    return lock


def listen(host: str, port: int, *, named: str | None = None) -> socket.socket:
    """Take an address, which is `named` in the user's words: by default, as two options.

    Raises:
        OptionError: it is taken, or not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        named = named or f"--host {host} --port {port}"
        raise OptionError(f"{named}: it cannot listen there ({error.strerror or error})") from error
    return listener
