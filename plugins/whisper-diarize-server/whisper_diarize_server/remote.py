"""`transcribe --remote URL`: an engine that lets a server do whole jobs."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from whisper_diarize import (
    AttributedTranscript,
    Audio,
    Diarization,
    Job,
    Progress,
    SpeakerCount,
    Transcript,
    TranscriptionError,
    raise_if_cancelled,
)

from .arguments import KEY_VARIABLE
from .posting import form_of, write_wave
from .remote_options import RemoteOptions

TIMEOUT_SECONDS = 120.0
LOOK_SECONDS = 0.5
MAX_TRIES = 20
ACCEPTED, TOO_MANY, UNAVAILABLE = 202, 429, 503
ENDED = ("done", "failed", "cancelled")


class Remote:
    """A transcriber, and a diarizer, on a server; together they are one job there."""

    def __init__(self, options: RemoteOptions) -> None:
        self.options = options

    def transcribe_job(self, job: Job, audio: Audio, progress: Progress) -> AttributedTranscript:
        """Return the words of a recording, with speakers if the job has a diarizer.

        Raises:
            TranscriptionError: the server cannot be reached, or does not do it.
        """
        path = Path(job.source)
        fields = self._fields(job.speaker_count) if job.diarizer else self._fields(None)
        if path.is_file():
            return self._done(path, fields, progress)
        with _as_file(audio) as written:
            return self._done(written, fields, progress)

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        """Return the words of `audio`; errors are those of `transcribe_job`."""
        with _as_file(audio) as path:
            found = self._done(path, self._fields(None), progress)
        return Transcript(tuple(segment.segment for segment in found.segments), found.language, found.engine)

    def diarize(self, audio: Audio, speaker_count: SpeakerCount, progress: Progress) -> Diarization:
        """Return the turns of `audio`; errors are those of `transcribe_job`."""
        with _as_file(audio) as path:
            found = self._done(path, self._fields(speaker_count), progress)
        return found.diarization or Diarization()

    def _fields(self, count: SpeakerCount | None) -> dict[str, str]:
        options = self.options
        given: dict[str, object] = {
            "model": options.model,
            "task": options.task,
            "language": options.language,
            "prompt": options.initial_prompt,
            "temperature": options.temperature,
        }
        if count is not None:
            given |= {"diarize": "true", "num_speakers": count.num}
            given |= {"min_speakers": count.minimum, "max_speakers": count.maximum}
        return {name: str(value) for name, value in given.items() if value is not None}

    def _done(self, path: Path, fields: Mapping[str, str], progress: Progress) -> AttributedTranscript:
        """Post a recording, wait for its job and return the result; cancel the job if the work is stopped."""
        job = self._post(path, fields)
        url = f"/v1/jobs/{job['id']}"
        try:
            while job["status"] not in ENDED:
                progress(job["percent"], 100)
                raise_if_cancelled()
                time.sleep(LOOK_SECONDS)
                job = self._ask("GET", url)
        except BaseException:
            with contextlib.suppress(TranscriptionError):
                self._ask("DELETE", url)
            raise
        if job["status"] != "done":
            message = (job["error"] or {}).get("message", job["status"])
            raise TranscriptionError(f"{self.options.url}: {message}")
        progress(100, 100)
        return AttributedTranscript.from_dict(self._ask("GET", f"{url}/document"))

    # Any: JSON of the server
    def _post(self, path: Path, fields: Mapping[str, str]) -> dict[str, Any]:
        """Post a recording; wait while the queue is full."""
        for _ in range(MAX_TRIES):
            kind, length, body = form_of(path, fields)
            headers = {"Content-Type": kind, "Content-Length": str(length)}
            with self._answer("POST", "/v1/jobs", headers, body) as answer:
                if answer.status not in {TOO_MANY, UNAVAILABLE}:
                    return self._read(answer)
                wait = float(answer.headers.get("Retry-After") or 1)
            end = time.monotonic() + wait
            while time.monotonic() < end:
                raise_if_cancelled()
                time.sleep(LOOK_SECONDS)
        raise TranscriptionError(f"{self.options.url}: the server has too much to do; try again later")

    # Any: as above
    def _ask(self, method: str, path: str) -> dict[str, Any]:
        with self._answer(method, path, {}, None) as answer:
            return self._read(answer)

    # Any: as above
    def _read(self, answer: HTTPResponse) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(answer.read())
        except ValueError as error:
            raise TranscriptionError(f"{self.options.url}: its answer is not that of whisper-diarize serve") from error
        if answer.status >= 400:  # noqa: PLR2004  the first status of an error
            message = (found.get("error") or {}).get("message", answer.reason)
            raise TranscriptionError(f"{self.options.url}: {message} ({answer.status})")
        return found

    @contextlib.contextmanager
    def _answer(
        self, method: str, path: str, headers: Mapping[str, str], body: Iterator[bytes] | None
    ) -> Iterator[HTTPResponse]:
        """Ask the server; its connection is closed at the end of the block."""
        parts = urlsplit(self.options.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
        key = os.environ.get(KEY_VARIABLE)
        given = {**headers, **({"Authorization": f"Bearer {key}"} if key else {})}
        with contextlib.closing(connection):
            try:
                connection.request(method, parts.path.rstrip("/") + path, body, given)
                answer = connection.getresponse()
            except (OSError, HTTPException) as error:
                raise TranscriptionError(
                    f"{self.options.url}: no server can be reached ({error or type(error).__name__}); is it running?"
                ) from error
            yield answer


@contextlib.contextmanager
def _as_file(audio: Audio) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield write_wave(Path(folder) / f"{audio.name}.wav", audio)
