"""Kills of the server and of its workers while they work: accepted jobs are done, each once.

    python -m tests.benchmarks.server_kills --kills 20

Jobs are posted all the while. After each kill of the server it is started again, in the same folder. The engine, a
fake, notes each recording that it has finished.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import signal
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx2
from whisper_diarize_server.trial import TrialServer, trial_server, write_sound

JOBS_A_KILL = 3
ENDED = ("done", "failed", "cancelled")
MAX_WAIT_SECONDS = 120.0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        counts = kills(Path(folder), arguments.kills, arguments.seed)
    print("\n".join(["| | |", "|---|---|", *(f"| {name} | {count} |" for name, count in counts.items())]))


def kills(folder: Path, number: int, seed: int, workers: int = 2) -> dict[str, int]:
    """Kill the server and its workers in turns; return counts of the jobs at the end."""
    generator = random.Random(seed)  # noqa: S311  of a test
    runs = folder / "runs"
    posted = 0
    accepted: list[str] = []
    options = ("--workers", str(workers))
    with trial_server(folder, *options, runs=runs, seconds=0.4) as server, httpx2.Client(timeout=30) as http:
        for turn in range(number):
            for _ in range(JOBS_A_KILL):
                posted += 1
                accepted += _post(http, server, write_sound(folder / "talk.wav", 1 + posted / 100))
            time.sleep(generator.uniform(0.0, 1.0))
            if turn % 2:
                for pid in server.workers():
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            else:
                server.kill()
                server.start()
        states = Counter(_end(http, server, job) for job in accepted)
    finished = Counter(runs.read_text("ascii").split())
    return {
        "kills of the server": (number + 1) // 2,
        "kills of all workers": number // 2,
        "jobs accepted": len(accepted),
        "done": states["done"],
        "failed, cancelled or lost": len(accepted) - states["done"],
        "recordings that the engine finished again, as they were killed before it was written": sum(
            count > 1 for count in finished.values()
        ),
    }


def _post(http: httpx2.Client, server: TrialServer, path: Path) -> list[str]:
    files = {"file": ("talk.wav", path.read_bytes())}
    try:
        answer = http.post(f"{server.url}/v1/jobs", data={"model": "whisper-1"}, files=files)
    except httpx2.HTTPError:
        return []
    return [answer.json()["id"]] if answer.status_code == 202 else []


def _end(http: httpx2.Client, server: TrialServer, job: str) -> str:
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while time.monotonic() < deadline:
        found = http.get(f"{server.url}/v1/jobs/{job}").json()
        if found.get("status", "lost") in (*ENDED, "lost"):
            return str(found.get("status", "lost"))
        time.sleep(0.1)
    return "not ended"


if __name__ == "__main__":
    main()
