"""Measure sessions: against single calls, their memory, threads, and how soon they stop.

    python -m tests.benchmarks.session [--whisper FOLDER] [--recordings 20] [--many 200]

Every figure comes from processes of its own, on the samples and the bundled model. Times depend on what else the
machine
does: compare those of one run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import soundfile

if TYPE_CHECKING:
    from whisper_diarize import Session

SAMPLE = Path(__file__).parents[2] / "samples" / "interview.wav"
SECONDS = 10
NUM_THREADS = 4
MEGABYTE = 1 << 20


def main() -> None:
    """Run each measurement in a process of its own, and print its output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whisper", help="a folder with a Whisper model; without one, only speakers are looked for")
    parser.add_argument("--recordings", type=int, default=20)
    parser.add_argument("--many", type=int, default=200)
    parser.add_argument("--processes", type=int, default=20)
    parser.add_argument("--only", choices=MEASUREMENTS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        recording = Path(folder) / "talk.wav"
        samples, rate = soundfile.read(SAMPLE, frames=SECONDS * 16_000)
        soundfile.write(recording, samples, rate)
        settings = {**vars(arguments), "recording": str(recording)}
        for name in [arguments.only] if arguments.only else MEASUREMENTS:
            print(f"{name}:", flush=True)
            subprocess.run([sys.executable, __file__, "--child", name, json.dumps(settings)], check=True)


def one_session(settings: dict[str, Any]) -> None:
    """Compare a session over some recordings with a call, and with a process, for each."""
    from whisper_diarize import Session, diarize, transcribe

    number, whisper, recording = settings["recordings"], settings["whisper"], settings["recording"]
    models: dict[str, Any] = {"diarization_model": "bundled"} | ({"model": whisper} if whisper else {})

    def in_session() -> None:
        with Session(**models) as session:
            for _ in range(number):
                _work(session, settings)

    def call() -> None:
        if whisper:
            transcribe(recording, diarize=True, language="en", **models)
        else:
            diarize(recording, model="bundled")

    in_session()  # imports, and what they read from disk
    session = _seconds(in_session)
    print(f"  {number} recordings of {SECONDS} s in one session: {session:.1f} s", flush=True)
    calls = _seconds(lambda: [call() for _ in range(number)])  # type: ignore[func-returns-value]  # it gives None: what follows is the value
    print(f"  {number} calls in one process: {calls:.1f} s ({calls / session:.2f} times)", flush=True)
    code = f"import whisper_diarize as wd; wd.diarize({recording!r}, model='bundled')"
    if whisper:
        code = (
            f"import whisper_diarize as wd; wd.transcribe({recording!r}, diarize=True, language='en', "
            f"model={whisper!r}, diarization_model='bundled')"
        )
    processes = _seconds(lambda: [subprocess.run([sys.executable, "-c", code], check=True) for _ in range(number)])
    print(f"  {number} processes: {processes:.1f} s ({processes / session:.2f} times)")


def memory(settings: dict[str, Any]) -> None:
    """Print the memory in use after the first, a tenth of, and all recordings, and after the session is closed."""
    from whisper_diarize import Session

    many = int(str(settings["many"]))
    with Session(diarization_model="bundled", model=settings["whisper"]) as session:
        for number in range(1, many + 1):
            _work(session, settings)
            if number in (1, many // 10, many):
                print(f"  after {number} recordings: {_memory():.0f} MB", flush=True)
    print(f"  after the session is closed: {_memory():.0f} MB")


def threads(settings: dict[str, Any]) -> None:
    """Let threads share a session, in several processes; print whether results are equal and how processes end."""
    codes = []
    for _ in range(int(str(settings["processes"]))):
        child = [sys.executable, __file__, "--child", "thread_process", json.dumps(settings)]
        codes.append(subprocess.run(child, check=False).returncode)
    print(f"  {NUM_THREADS} threads, equal results and exit code 0: {codes.count(0)} of {len(codes)} processes")


def thread_process(settings: dict[str, Any]) -> None:
    """Exit with 0 if all threads get the result that the main thread gets."""
    from whisper_diarize import Session

    session = Session(diarization_model="bundled", model=settings["whisper"])
    expected = _work(session, settings)
    with ThreadPoolExecutor(NUM_THREADS) as pool:
        found = list(pool.map(lambda _: _work(session, settings), range(NUM_THREADS)))
    sys.exit(any(result != expected for result in found))  # without closing: a program may forget to


def cancelling(settings: dict[str, Any]) -> None:
    """Cancel a long job some time after each stage began; print the seconds until the call returned."""
    import numpy as np

    from whisper_diarize import Cancelled, CancelToken, Session

    samples, rate = soundfile.read(SAMPLE, dtype="float32")
    whisper = settings["whisper"]
    with tempfile.TemporaryDirectory() as folder, Session(diarization_model="bundled", model=whisper) as session:
        long = Path(folder) / "long.flac"
        soundfile.write(long, np.tile(samples, 3600 * rate // len(samples)), rate)
        for stage, delay in [("audio", 0.3), *([("transcription", 3.0)] if whisper else []), ("diarization", 3.0)]:
            token, asked = CancelToken(), list[float]()

            def cancel(token: CancelToken = token, asked: list[float] = asked) -> None:
                asked.append(time.perf_counter())
                token.cancel()

            def progress(now: str, done: float, _: float, stage: str = stage, delay: float = delay) -> None:
                if now == stage and done == 0 and not asked:  # noqa: B023  the call ends within the turn
                    threading.Timer(delay, cancel).start()

            call = session.diarize if stage != "transcription" else session.transcribe
            try:
                call(long, progress=progress, cancel=token)  # type: ignore[arg-type]  # a fake, or what is to be refused
            except Cancelled:
                print(f"  in {stage}: {time.perf_counter() - asked[0]:.2f} s", flush=True)
            else:
                print(f"  in {stage}: it was finished before", flush=True)


def _work(session: Session, settings: dict[str, Any]) -> object:
    """Return something that tells results apart."""
    if settings["whisper"]:
        result = session.transcribe(settings["recording"], diarize=True, language="en")
        return [(word.word.text, word.word.start, word.speaker) for word in result.words]
    return session.diarize(settings["recording"]).turns


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _memory() -> float:
    """Return the resident memory of this process in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


MEASUREMENTS = {
    "one session": one_session,
    "memory": memory,
    "threads": threads,
    "cancelling": cancelling,
}
CHILDREN = {**MEASUREMENTS, "thread_process": thread_process}

if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        CHILDREN[sys.argv[2]](json.loads(sys.argv[3]))
    else:
        main()
