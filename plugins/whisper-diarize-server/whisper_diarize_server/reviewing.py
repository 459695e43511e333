"""A transcript in the browser: its page, its saving, its other formats."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from whisper_diarize import AttributedTranscript, OptionError, WhisperDiarizeError
from whisper_diarize.plugins import load

from .document import Document, StaleError, version_of
from .errors import ApiError, bad_field, too_large
from .settings import MEGABYTE

MAX_DOCUMENT_BYTES = 100 * MEGABYTE
NO_STORE = {"Cache-Control": "no-store"}
PAGES = ("html",)
"""Formats that are pages: those of the server are better."""


async def page(
    document: Document, *, save_to: str, recording_url: str, recording: Path | None = None, remember_to: str = ""
) -> Response:
    """Return the review page of a document, which saves to `save_to`; `recording` is read for its waveform."""
    contents = document.contents()
    transcript = await run_in_threadpool(document.transcript)
    text = await run_in_threadpool(
        transcript.render,
        "html",
        recording=recording,
        save_to=save_to,
        document_version=version_of(contents),
        recording_url=recording_url,
        remember_to=remember_to,
    )
    return Response(text, media_type="text/html", headers={**NO_STORE, "X-Robots-Tag": "noindex"})


def get(document: Document) -> Response:
    """Return a document with its version."""
    return _answer(document.contents(), 200)


async def put(document: Document, request: Request) -> Response:
    """Save a document in the place of the version that `If-Match` names; 412 and the one that is there if it is not.

    Raises:
        ApiError: there is no `If-Match`, or the contents are no transcript.
    """
    version = re.fullmatch(r'\s*(?:W/)?"([^"]*)"\s*', request.headers.get("if-match", ""))
    if version is None:
        raise ApiError(428, 'Say which version this replaces: If-Match: "VERSION"', code="precondition_required")
    contents = await _body(request)
    try:
        await run_in_threadpool(document.save, contents, version[1])
    except StaleError:
        return _answer(document.contents(), 412)
    return Response(b"", 200, {**NO_STORE, "ETag": f'"{version_of(document.contents())}"'})


async def exported(document: Document, output_format: str) -> Response:
    """Return a document in another format, as a file to keep; `all` is an archive of all formats.

    Raises:
        ApiError: there is no such format, or the transcript cannot be said in it.
    """
    transcript = await run_in_threadpool(document.transcript)
    if output_format == "all":
        archive = await run_in_threadpool(_archive, transcript)
        return _file(archive, f"{transcript.name}.zip", "application/zip")
    try:
        rendered = await run_in_threadpool(transcript.render, output_format)
    except OptionError as error:
        raise bad_field("format", str(error)) from error
    except WhisperDiarizeError as error:
        raise ApiError(422, str(error), "format", "not_possible") from error
    return _file(_encoded(rendered), f"{transcript.name}.{_extensions()[output_format]}", "application/octet-stream")


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_DOCUMENT_BYTES:
            raise too_large(MAX_DOCUMENT_BYTES, len(body))
    return bytes(body)


def _answer(contents: bytes, status: int) -> Response:
    headers = {**NO_STORE, "ETag": f'"{version_of(contents)}"'}
    return Response(contents, status, headers, media_type="application/json")


def _archive(transcript: AttributedTranscript) -> bytes:
    """Return an archive of all formats; one that cannot say the transcript, or needs more than is here, is left out."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for extension, contents in _all_formats(transcript):
            archive.writestr(f"{transcript.name}.{extension}", contents)
    return file.getvalue()


def _all_formats(transcript: AttributedTranscript) -> Iterator[tuple[str, bytes]]:
    for name, extension in _extensions().items():
        if name not in PAGES:
            with contextlib.suppress(WhisperDiarizeError):
                yield extension, _encoded(transcript.render(name))


def _extensions() -> dict[str, str]:
    """Return the ends of file names by format, of those formats that can be made here."""
    found = {}
    for entry in load().exporters:
        with contextlib.suppress(Exception):  # a library is missing, or a plugin broken: the format cannot be had
            found[entry.name] = str(entry.build().extension)
    return found


def _encoded(rendered: str | bytes) -> bytes:
    return rendered if isinstance(rendered, bytes) else rendered.encode("utf-8", "replace")


def _file(contents: bytes, name: str, media_type: str) -> Response:
    plain = re.sub(r'[^\w .()+-]|["\\]', "_", name.encode("ascii", "replace").decode())
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(contents, headers={**NO_STORE, "Content-Disposition": disposition}, media_type=media_type)
