"""Engines of the tests, for each process of the cluster; every node is a machine of its own for locks."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import ray

from whisper_diarize import Audio, Diarizer, Progress, Register, Transcriber, Transcript, hookimpl
from whisper_diarize.batch import claims
from whisper_diarize.records import Inference
from whisper_diarize.testing import FakeDiarizer, FakeTranscriber


def here() -> Path:
    """Return the folder of the test."""
    return Path(os.environ["WHISPER_DIARIZE_TEST_HOME"])


def node() -> str:
    return ray.get_runtime_context().get_node_id() if ray.is_initialized() else "driver"


class Mortal(FakeTranscriber):
    """Ends its process at the first recording named kill; waits for ever at one named slow on the node that goes.

    Other nodes wait at those until that node is at one.
    """

    def transcribe(self, audio: Audio, progress: Progress) -> Transcript:
        killed, doomed, reached = (here() / name for name in ("killed", "doomed", "reached"))
        if audio.name == "kill" and not killed.exists():
            killed.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if audio.name.startswith("slow") and doomed.read_text() == node():
            reached.touch()
            time.sleep(600)
        while audio.name.startswith("slow") and not reached.exists():
            time.sleep(0.05)
        return FakeTranscriber().transcribe(audio, progress)


def logged() -> Diarizer:
    """Return our diarizer; it leaves a file for each range of windows, named after the process and the windows."""
    from whisper_diarize.diarization import DiarizationOptions, MlxDiarizer  # slow to import
    from whisper_diarize.models import load_model

    class Logged(MlxDiarizer):
        def infer_windows(self, audio: Audio, windows: range, progress: Progress) -> Iterator[Inference]:
            if windows:
                (here() / f"windows.{os.getpid()}.{windows.start}.{windows.stop}").touch()
            yield from super().infer_windows(audio, windows, progress)

    return Logged(load_model("bundled"), DiarizationOptions(batch_size=4))


@hookimpl
def register_transcribers(register: Register[Transcriber]) -> None:
    vars(claims).update(host=node, STALE_SECONDS=3.0, TOUCH_SECONDS=0.5, UNWRITTEN_SECONDS=0.5)
    register("mortal", lambda _: Mortal())


@hookimpl
def register_diarizers(register: Register[Diarizer]) -> None:
    register("mortal", lambda _: FakeDiarizer())
    register("logged", lambda _: logged())
