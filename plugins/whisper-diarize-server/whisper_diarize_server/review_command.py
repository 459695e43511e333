"""`whisper-diarize review`."""

from __future__ import annotations

import asyncio
import logging
import secrets
from pathlib import Path
from typing import Annotated

import typer
from typer import Argument, Option

from whisper_diarize import OptionError, read
from whisper_diarize.files import find_recording

from .document import Document
from .http import HttpServer, http_server
from .review import WAY_IN, build, open_browser
from .run import listen

HOST = "127.0.0.1"
GRACE_SECONDS = 5.0

DocumentFile = Annotated[Path, Argument(metavar="DOC.json", help="A transcript in our JSON, as transcribe writes it.")]
Audio = Annotated[Path | None, Option(metavar="FILE", help="The recording (default: beside DOC.json).")]
Port = Annotated[int, Option(min=0, max=65535, metavar="N", help="The port; 0: any that is free.")]
Browser = Annotated[bool, Option("--browser/--no-browser", help="Open the page in the browser.")]


def review(document: DocumentFile, audio: Audio = None, port: Port = 0, browser: Browser = True) -> None:  # noqa: FBT002
    """Correct a transcript in the browser; the page saves into the file.

    Ends with Ctrl-C. `whisper-diarize undo DOC.json` takes the corrections back.

    Examples:
        whisper-diarize review talk.json

        whisper-diarize review talk.json --audio talk.m4a
    """
    transcript = read(document)
    recording = _recording(document, transcript.recording, audio)
    listener = listen(HOST, port, named=f"--port {port}")
    logging.getLogger("whisper_diarize_server").setLevel(logging.WARNING)
    token = secrets.token_urlsafe(24)
    servers: list[HttpServer] = []

    def stop() -> None:
        for server in servers:
            server.should_exit = True

    app = build(Document(document), recording, token, stop)
    servers.append(http_server(app, lambda: None, host=HOST, port=port, grace_seconds=GRACE_SECONDS))
    url = f"http://{HOST}:{listener.getsockname()[1]}{WAY_IN}?token={token}"
    typer.echo(f"{document} is open at {url} (for one browser; Ctrl-C ends)", err=True)
    if browser:
        open_browser(url)
    try:
        asyncio.run(servers[0].serve(sockets=[listener]))
    finally:
        listener.close()
    typer.echo(f"{document} has all corrections that the page said were saved", err=True)


def _recording(document: Path, name: str | None, wanted: Path | None) -> Path | None:
    """Return the recording: as the user says, else beside the document or in the current folder, if it is there."""
    if wanted is not None and not wanted.is_file():
        raise OptionError(f"--audio {wanted}: there is no such file")
    return wanted or find_recording(name, document.parent)
