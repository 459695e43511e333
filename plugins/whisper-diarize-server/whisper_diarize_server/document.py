"""A transcript on the disk that pages in browsers correct: its version, and its saving."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from whisper_diarize import AttributedTranscript, ExportError, read
from whisper_diarize.files import recorded

from .errors import ApiError, bad_field

KEEP_SECONDS = 600.0
"""A page saves after each correction; what `whisper-diarize undo` can take back is kept so often."""

COMMAND = "review"


class StaleError(Exception):
    """The document is another one by now."""


@dataclass(slots=True)
class Document:
    """One file. Its version is that of its contents, so that a change by another program is noticed as well."""

    path: Path
    _kept: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def contents(self) -> bytes:
        """Return the JSON as it is.

        Raises:
            ApiError: it is not there any more.
        """
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise ApiError(404, "The transcript is not there any more", code="not_found") from error

    def transcript(self) -> AttributedTranscript:
        """Return the transcript.

        Raises:
            TranscriptionError: the file is not one.
        """
        return read(self.path)

    def save(self, contents: bytes, version: str) -> str:
        """Write another transcript in the place of `version`; return its version.

        Raises:
            StaleError: the file is another version.
            ApiError: these are no contents of a transcript, or they cannot be written.
        """
        transcript = _parsed(contents)
        with self._lock:
            if version_of(self.contents()) != version:
                raise StaleError
            return self._write(transcript)

    def rename(self, name: str) -> None:
        """Give the transcript another name, which its exports have as well.

        Raises:
            ApiError: it cannot be written.
        """
        with self._lock:
            self._write(replace(self.transcript(), name=name))

    def _write(self, transcript: AttributedTranscript) -> str:
        now = time.monotonic()
        keep = self._kept is None or now - self._kept > KEEP_SECONDS
        try:
            with recorded(self.path, COMMAND, [self.path] if keep else []):
                transcript.save(self.path, output_format="json")
        except ExportError as error:
            raise ApiError(507, str(error), code="not_written") from error
        self._kept = now if keep else self._kept
        return version_of(self.contents())


def version_of(contents: bytes) -> str:
    """Return the version of a document with these contents."""
    return hashlib.sha256(contents).hexdigest()[:32]


def _parsed(contents: bytes) -> AttributedTranscript:
    try:
        data = json.loads(contents)
        return AttributedTranscript.from_dict(data if isinstance(data, dict) else {})
    except (ValueError, RecursionError) as error:
        raise bad_field("document", f"This is no transcript: {str(error)[:200]}") from error
