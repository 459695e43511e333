"""Many clients of the server at once: the answers, and the memory of the server.

    python -m tests.benchmarks.server_load --clients 50 --seconds 60

The engine is a fake that takes 20 ms. Each request has a recording of its own, whose length the answer must have. A
client that is told to try again does so, after the time that `Retry-After` says.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import tempfile
import threading
import time
import wave
from collections import Counter
from pathlib import Path

import httpx2
from whisper_diarize_server.trial import RATE, TrialServer, trial_server

MAX_RETRY_SECONDS = 3.0
OK, TOO_MANY, UNAVAILABLE = 200, 429, 503


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, trial_server(Path(folder), "--queue", "20", seconds=0.02) as server:
        print(table(*load(server, arguments.clients, arguments.seconds)))


def load(server: TrialServer, clients: int, seconds: float) -> tuple[Counter[str], list[float]]:
    """Let clients ask for a time; return the counts of their answers, and the server's memory in MB, as it went on."""
    counts: Counter[str] = Counter()
    memory: list[float] = []
    end = time.monotonic() + seconds
    threads = [threading.Thread(target=_ask, args=(server, number, end, counts)) for number in range(clients)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        memory.append(megabytes(server))
        time.sleep(0.1)
    counts["files left"] = len(list(server.folder.glob("uploads/*")))
    counts["recordings left"] = len(list(server.folder.glob("jobs/*/recording*")))
    return counts, memory


def table(counts: Counter[str], memory: list[float]) -> str:
    """Return the counts and the memory as lines of a table."""
    lines = [f"| {name} | {count} |" for name, count in sorted(counts.items())]
    tenth = max(1, len(memory) // 10)
    lines.append(f"| memory of the server at the beginning, MB | {max(memory[:tenth]):.0f} |")
    lines.append(f"| memory of the server, largest, MB | {max(memory):.0f} |")
    return "\n".join(["| answers | |", "|---|---|", *lines])


def megabytes(server: TrialServer) -> float:
    """Return the resident memory of the server's process."""
    if server.process is None:
        return 0.0
    status = Path(f"/proc/{server.process.pid}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000


def recording(seed: int) -> tuple[bytes, float]:
    """Return a recording that no other seed has, and its length in seconds."""
    generator = random.Random(seed)  # noqa: S311  of a test
    frames = RATE + generator.randrange(RATE)
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, RATE, 0, "NONE", ""))
        sound.writeframes(generator.randbytes(2 * frames))
    return file.getvalue(), frames / RATE


def _ask(server: TrialServer, client: int, end: float, counts: Counter[str]) -> None:
    number = 0
    with httpx2.Client(timeout=120) as http:
        while number == 0 or time.monotonic() < end:  # once at least, on a machine that is slow to get here
            number += 1
            contents, seconds = recording(client * 1_000_000 + number)
            counts[_outcome(http, server, contents, seconds, end)] += 1


def _outcome(http: httpx2.Client, server: TrialServer, contents: bytes, seconds: float, end: float) -> str:
    data = {"model": "whisper-1", "response_format": "verbose_json"}
    url = f"{server.url}/v1/audio/transcriptions"
    try:
        answer = http.post(url, data=data, files={"file": ("talk.wav", contents)})
    except httpx2.HTTPError as error:
        return f"no answer: {type(error).__name__}"
    if answer.status_code in {TOO_MANY, UNAVAILABLE}:
        told = answer.headers.get("retry-after")
        time.sleep(max(0.0, min(float(told or 0), MAX_RETRY_SECONDS, end - time.monotonic())))
        return f"{answer.status_code} {'with' if told else 'without'} Retry-After"
    if answer.status_code != OK:
        return str(answer.status_code)
    found = json.loads(answer.text)
    right = found["text"] == "hello world" and abs(found["duration"] - seconds) < 0.001
    return f"200, {'right' if right else 'wrong'}"


if __name__ == "__main__":
    main()
