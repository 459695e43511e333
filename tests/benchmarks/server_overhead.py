"""The time that the server adds to a job: the same recording by HTTP and by a session in this process, in turns.

    python -m tests.benchmarks.server_overhead --model DIR [--seconds 60] [--repeats 5]

The model is one of Whisper's; speakers are found with the bundled one. Each recording has a last sample of its own, so
that none is joined. The table has the medians and their ratio.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
import wave
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx2
from whisper_diarize_server.trial import TrialServer

from whisper_diarize import Session

SAMPLE = Path(__file__).parents[2] / "samples" / "standup.wav"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    served, direct = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        models = ("--model", arguments.model, "--diarization-model", "bundled", "--offline", "--no-cache")
        server = TrialServer(folder / "jobs", folder / "log", models, {})
        server.start()
        try:
            with Session(model=arguments.model, diarization_model="bundled") as session:
                session.transcribe(recording(folder, arguments.seconds, 0), diarize=True)
                for number in range(1, arguments.repeats + 1):
                    path = recording(folder, arguments.seconds, number)
                    served.append(timed(partial(ask, server, path)))
                    direct.append(timed(partial(session.transcribe, path, diarize=True)))
        finally:
            server.stop()
    ratio = statistics.median(one / other for one, other in zip(served, direct, strict=True))
    print("| | median, s | from, s | to, s |\n|---|---|---|---|")
    for title, times in (("by HTTP", served), ("session in this process", direct)):
        print(f"| {title} | {statistics.median(times):.2f} | {min(times):.2f} | {max(times):.2f} |")
    print(f"median of the ratios of pairs: {ratio:.3f}")


def recording(folder: Path, seconds: float, number: int) -> Path:
    """Write the beginning of a sample, with a last sample of its own."""
    path = folder / "talk.wav"
    with wave.open(str(SAMPLE), "rb") as given, wave.open(str(path), "wb") as made:
        made.setparams(given.getparams())
        made.writeframes(given.readframes(int(seconds * given.getframerate())) + number.to_bytes(2, "little"))
    return path


def ask(server: TrialServer, path: Path) -> None:
    """Ask for the transcript with speakers."""
    data = {"model": "gpt-4o-transcribe-diarize", "response_format": "diarized_json"}
    files = {"file": ("talk.wav", path.read_bytes())}
    httpx2.post(f"{server.url}/v1/audio/transcriptions", data=data, files=files, timeout=600).raise_for_status()


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
