"""A server in a process of its own, with engines that need no models: for tests and trials."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
import wave
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 300.0
END_SECONDS = 20.0
RATE = 16000


@dataclass(slots=True)
class TrialServer:
    """A server that can be asked, killed and started again. `log` is its log, `folder` its folder for jobs."""

    folder: Path
    log: Path
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server; return when a worker is ready."""
        code = "from whisper_diarize.cli import main; main()"
        plugin = ("--plugin", "whisper_diarize_server.plugin")
        command = [sys.executable, "-c", code, *plugin, "serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            begin = log.tell()
            self.process = subprocess.Popen(  # noqa: S603  our own command
                [*command, "--data-dir", str(self.folder), *self.arguments],
                stderr=log,
                env={**os.environ, **self.environment},
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready(begin):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(self.log.read_text("utf-8")[begin:])
            time.sleep(0.05)

    def kill(self) -> None:
        """End the server with SIGKILL."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask the server to stop; return its exit code."""
        return self._end(signal.SIGTERM)

    def workers(self) -> list[int]:
        """Return the process ids of its workers."""
        assert self.process is not None  # noqa: S101  it was started
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        if children.exists():
            return [int(pid) for pid in children.read_text("ascii").split()]
        command = ["pgrep", "-P", str(self.process.pid)]
        return [int(pid) for pid in subprocess.run(command, capture_output=True, check=False).stdout.split()]  # noqa: S603

    def _end(self, sign: signal.Signals) -> int:
        assert self.process is not None  # noqa: S101  it was started
        self.process.send_signal(sign)
        try:
            return self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    def _is_ready(self, begin: int) -> bool:
        lines = self.log.read_text("utf-8")[begin:]
        if "listening on" not in lines:
            return False
        self.port = int(lines.partition("listening on http://127.0.0.1:")[2].partition("/")[0])
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with contextlib.closing(connection), contextlib.suppress(OSError):
            connection.request("GET", "/ready", headers={"Authorization": "Bearer secret"})
            return connection.getresponse().status == http.client.OK
        return False


@contextlib.contextmanager
def trial_server(
    folder: Path, *arguments: str, environment: Mapping[str, str] | None = None, **options: object
) -> Iterator[TrialServer]:
    """Start a server whose engine is `waiting`, with these options; end it at the end of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = ("--plugin", "whisper_diarize_server.fake_engines", "--transcriber", "waiting", "--diarizer", "fake")
    chosen = (f"-owaiting.{name}={value}" for name, value in options.items())
    server = TrialServer(
        folder / "jobs",
        folder / "log",
        (*engine, "--no-cache", *chosen, *arguments),
        environment or {},
    )
    server.start()
    try:
        yield server
    finally:
        server.kill()  # at once; its workers end as well


def write_sound(path: Path, seconds: float = 1.0) -> Path:
    """Write a recording of a soft noise, of a given length; the same each time."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(bytes(range(256)) * int(seconds * RATE * 2 // 256) + bytes(int(seconds * RATE * 2) % 256))
    return path


def sound(folder: Path, lengths: Sequence[float]) -> list[Path]:
    """Write recordings of different lengths."""
    return [write_sound(folder / f"sound-{number}.wav", seconds) for number, seconds in enumerate(lengths)]
