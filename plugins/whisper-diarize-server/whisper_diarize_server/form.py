"""Requests of multipart/form-data: fields in memory, the recording to a file as it comes.

Everything has a bound: the number and size of the fields, the size of the file, the silence of a slow sender.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from .errors import ApiError, bad_field, too_large
from .settings import MEGABYTE, Limits

FILE = "file"
MAX_FIELDS = 100
MAX_FIELD_BYTES = 64 * 1024
MAX_REFERENCE_BYTES = 12 * MEGABYTE
MAX_FIELDS_BYTES = 50 * MEGABYTE
MAX_NAME_CHARACTERS = 200
REFERENCES = "known_speaker_references"
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


@dataclass(slots=True)
class Upload:
    """A recording that has arrived: its file here, its name there, its bytes and their SHA-256."""

    path: Path
    name: str
    size: int
    digest: str

    @property
    def suffix(self) -> str:
        """The end of the name, if it is one that a file may have."""
        suffix = Path(self.name).suffix.lower()
        return suffix if SUFFIX.fullmatch(suffix) else ""

    def discard(self) -> None:
        """Remove the file, unless it was taken away."""
        self.path.unlink(missing_ok=True)


@dataclass(slots=True)
class Form:
    """The fields of a request in their order, and its recording."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    upload: Upload | None = None

    def discard(self) -> None:
        """Remove the recording, unless it was taken away."""
        if self.upload is not None:
            self.upload.discard()


async def read_form(request: Request, folder: Path, limits: Limits) -> Form:
    """Read a request; its recording is a file in `folder`.

    Raises:
        ApiError: it is no form, it is too large or too slow, or it ends too early.
        ClientDisconnect: its sender has left.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise ApiError(400, "Could not parse multipart form: send the fields as multipart/form-data", code="bad_form")
    told = int(length) if (length := request.headers.get("content-length", "")).isdigit() else 0
    most = limits.upload_bytes + MAX_FIELDS_BYTES
    if told > most:
        if request.headers.get("expect", "").lower() != "100-continue":  # else its body has not been sent
            await _drain(request, limits)
        raise too_large(limits.upload_bytes, told)
    reader = _FormReader(boundary, folder, limits.upload_bytes)
    try:
        async for chunk in _body(request, limits):
            reader.feed(chunk)
        return reader.finish()
    except ApiError as error:
        reader.discard()
        if error.status == too_large(0, 0).status:
            await _drain(request, limits)
        raise
    except BaseException:
        reader.discard()
        raise


async def _body(request: Request, limits: Limits) -> AsyncIterator[bytes]:
    deadline = time.monotonic() + limits.upload_seconds
    while True:
        try:
            message = await asyncio.wait_for(request.receive(), limits.silence_seconds)
        except asyncio.TimeoutError:
            message = None
        if message is None or time.monotonic() > deadline:
            raise ApiError(408, "The request came too slowly", code="request_timeout", headers={"Connection": "close"})
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return


async def _drain(request: Request, limits: Limits) -> None:
    """Read on for a while: a client that is still sending does not listen for an answer."""
    left = 2 * limits.upload_bytes
    try:
        async for chunk in _body(request, limits):
            left -= len(chunk)
            if left < 0:
                return
    except (ApiError, ClientDisconnect, RuntimeError):
        return


class _FormReader:
    """The callbacks of a parser: each part goes to memory, or to the file."""

    def __init__(self, boundary: bytes, folder: Path, upload_bytes: int) -> None:
        self._folder = folder
        self._upload_bytes = upload_bytes
        self._form = Form()
        self._ended = False
        self._fields_bytes = 0
        self._header = [b"", b""]
        self._disposition: dict[bytes, bytes] = {}
        self._value = bytearray()
        self._file: BinaryIO | None = None
        self._size = 0
        self._digest = hashlib.sha256()
        callbacks = {
            "on_part_begin": self._part_begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._part_data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }
        try:
            self._parser = MultipartParser(boundary, callbacks)  # type: ignore[arg-type]  # a TypedDict of the same
        except FormParserError as error:
            raise _unparsable(error) from error

    def feed(self, data: bytes) -> None:
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise _unparsable(error) from error

    def finish(self) -> Form:
        if not self._ended:
            raise ApiError(400, "Could not parse multipart form: it ends before its last boundary", code="bad_form")
        return self._form

    def discard(self) -> None:
        if self._file is not None:
            self._file.close()
        self._form.discard()

    def _part_begin(self) -> None:
        self._header, self._disposition, self._value = [b"", b""], {}, bytearray()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header[0] += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1] += data[start:end]

    def _header_end(self) -> None:
        name, value = self._header
        if len(name) + len(value) > MAX_FIELD_BYTES:
            raise ApiError(400, "Could not parse multipart form: a header is too long", code="bad_form")
        if name.lower() == b"content-disposition":
            self._disposition = parse_options_header(value)[1]
        self._header = [b"", b""]

    def _headers_finished(self) -> None:
        if b"name" not in self._disposition:
            raise ApiError(400, "Could not parse multipart form: a part has no name", code="bad_form")
        if b"filename" not in self._disposition:
            if len(self._form.fields) >= MAX_FIELDS:
                raise ApiError(400, f"More than {MAX_FIELDS} fields", code="too_many_fields")
            return
        name = _text(self._disposition[b"name"])
        if name != FILE:
            raise bad_field(name, f"'{name}' is not a file; the recording is 'file'", "unknown_parameter")
        if self._form.upload is not None:
            raise bad_field(FILE, "There are two recordings; send one a request")
        handle, path = tempfile.mkstemp(dir=self._folder, prefix="upload-")
        self._file = os.fdopen(handle, "wb")
        self._form.upload = Upload(Path(path), file_name(_text(self._disposition[b"filename"])), 0, "")

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is None:
            self._field_data(data[start:end])
            return
        self._size += end - start
        if self._size > self._upload_bytes:
            raise too_large(self._upload_bytes, self._size)
        part = data[start:end]
        self._digest.update(part)
        self._file.write(part)

    def _field_data(self, data: bytes) -> None:
        self._value += data
        self._fields_bytes += len(data)
        name = _text(self._disposition[b"name"])
        most = MAX_REFERENCE_BYTES if name.startswith(REFERENCES) else MAX_FIELD_BYTES
        if len(self._value) > most or self._fields_bytes > MAX_FIELDS_BYTES:
            raise bad_field(name[:MAX_NAME_CHARACTERS], f"Longer than {most} bytes", "string_above_max_length")

    def _part_end(self) -> None:
        if self._file is None:
            self._form.fields.append((_text(self._disposition[b"name"]), self._decoded()))
            return
        self._file.close()
        self._file = None
        if self._form.upload is not None:
            self._form.upload.size, self._form.upload.digest = self._size, self._digest.hexdigest()

    def _decoded(self) -> str:
        try:
            return self._value.decode("utf-8")
        except UnicodeDecodeError as error:
            raise bad_field(_text(self._disposition[b"name"]), "This is not text in UTF-8") from error

    def _end(self) -> None:
        self._ended = True


def file_name(given: str) -> str:
    """Return the last part of a name that a client gives, as people may see it; it is never that of a file here."""
    last = re.split(r"[/\\]", given)[-1]
    return UNSAFE.sub("", last).strip()[-MAX_NAME_CHARACTERS:].strip(". ") or "recording"


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _unparsable(error: FormParserError) -> ApiError:
    return ApiError(400, f"Could not parse multipart form: {error!s:.100}", code="bad_form")
