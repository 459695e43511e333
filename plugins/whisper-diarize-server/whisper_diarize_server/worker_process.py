"""A worker as the server sees it: a process that may end at any moment."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable

from .errors import ApiError
from .pipe import Message
from .settings import EngineSettings, Limits
from .store import Job

MAX_LINE = 1_000_000
OnProgress = Callable[[str, int], None]
OnText = Callable[[float, float, str], None]


class WorkerEndedError(Exception):
    """The process has ended, or had to be ended; its job is not done."""


class WorkerUnusableError(Exception):
    """The engines cannot be had; the message says why."""


class WorkerProcess:
    """One process, from its start to its end."""

    def __init__(
        self, process: asyncio.subprocess.Process, requests: asyncio.StreamWriter, events: asyncio.StreamReader
    ) -> None:
        self._process = process
        self._requests = requests
        self._events = events
        self.ended = asyncio.ensure_future(process.wait())

    @classmethod
    async def start(cls, engine: EngineSettings) -> WorkerProcess:
        """Start a worker and wait until it has made its session.

        Raises:
            WorkerUnusableError: its engines cannot be had.
            WorkerEndedError: it ended before.
        """
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "whisper_diarize_server.worker"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=MAX_LINE,
        )
        if process.stdin is None or process.stdout is None:
            raise WorkerEndedError
        worker = cls(process, process.stdin, process.stdout)
        try:
            await worker._send_line(engine.to_json())
            message = await worker._receive()
        except BaseException:
            worker.kill()
            raise
        if message["event"] == "unusable":
            raise WorkerUnusableError(message["message"])
        return worker

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """True until it ends."""
        return self._process.returncode is None

    async def run(self, job: Job, folder: str, limits: Limits, on_progress: OnProgress, on_text: OnText) -> float:
        """Do a job; return the length of the sound in seconds. Its transcript is then in its folder.

        Raises:
            ApiError: it failed.
            JobCancelledError: it was stopped.
            WorkerEndedError: the process ended.
        """
        await self._send_line(
            json.dumps(
                {
                    "do": "run",
                    "job": job.id,
                    "work": job.work.to_json(),
                    "recording": f"{folder}/{job.recording}",
                    "name": job.name,
                    "audio_seconds": limits.audio_seconds,
                    "job_seconds": limits.job_seconds,
                }
            )
        )
        while True:
            message = await self._receive()
            if message.get("job") != job.id:
                continue
            match message["event"]:
                case "progress":
                    on_progress(message["stage"], message["percent"])
                case "text":
                    on_text(message["start"], message["end"], message["text"])
                case "done":
                    return float(message["seconds"])
                case "failed":
                    raise ApiError.from_json(message["error"])
                case "cancelled":
                    raise JobCancelledError

    async def cancel(self, job: str) -> None:
        """Ask it to stop a job."""
        with contextlib.suppress(WorkerEndedError):
            await self._send_line(json.dumps({"do": "cancel", "job": job}))

    def kill(self) -> None:
        """End it at once."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def _send_line(self, line: str) -> None:
        try:
            self._requests.write(line.encode() + b"\n")
            await self._requests.drain()
        except (OSError, RuntimeError) as error:
            raise WorkerEndedError from error

    async def _receive(self) -> Message:
        line = await self._events.readline()
        if not line.endswith(b"\n"):
            raise WorkerEndedError
        message: Message = json.loads(line)
        return message


class JobCancelledError(Exception):
    """The job was stopped: on request, or because it took too long."""
