"""The time that --vad-clips saves on a recording with a long silence in it.

    python -m tests.benchmarks.vad_clips samples/interview.wav --silence 120

The recording is played twice, with the silence (faint noise) in between. Printed for each way to transcribe it: the
seconds of sound that Whisper got, the windows of 30 s that it decoded, and the seconds that it took, by the clock and
of the CPU (these say more on a busy machine, and nothing of a GPU), with their share; before that, what the diarizer
found and took. The ways: everything; mlx_whisper's own `clip_timestamps`; --vad-clips.

Without --whisper the model is as large as OpenAI's tiny but has random weights, and decodes --tokens for each window,
whatever it hears: the cost is real, the words are not.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

import whisper_diarize
from tests.fakes.random_whisper import LIKE_TINY, write_random_whisper
from whisper_diarize.audio import open_audio
from whisper_diarize.blas import load_fast_blas
from whisper_diarize.records import SAMPLE_RATE, Audio, Span
from whisper_diarize.transcription import MlxWhisperOptions, MlxWhisperTranscriber

NOISE = 1e-4
"""Of the silence; speech is at about 0.1."""


def main() -> int:
    """Print one row for each way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording")
    parser.add_argument("--silence", type=float, default=120.0, help="its length in seconds (default: 120)")
    parser.add_argument("--whisper", help="a model of mlx-whisper, instead of a random one")
    parser.add_argument("--tokens", type=int, default=100, help="of the random model, a window (default: 100)")
    arguments = parser.parse_args()
    load_fast_blas()
    audio = with_silence(open_audio(arguments.recording, SAMPLE_RATE).array, arguments.silence)
    started = time.perf_counter()
    turns = whisper_diarize.diarize(audio, model="bundled")
    seconds = time.perf_counter() - started
    clips = turns.speech(audio.duration)
    print(f"{audio.duration:.0f} s of sound, {arguments.silence:.0f} s of it silence; diarized in {seconds:.1f} s")
    print("speech:", ", ".join(f"{clip.start:.1f}-{clip.end:.1f} s" for clip in clips))
    with tempfile.TemporaryDirectory() as folder:
        options = the_options(arguments, Path(folder))
        compare(audio, clips, options)
    return 0


def with_silence(speech: np.ndarray, seconds: float) -> Audio:
    """Return `speech` twice, with silence in between."""
    noise = np.random.default_rng(0).normal(0, NOISE, round(seconds * SAMPLE_RATE)).astype(np.float32)
    return Audio(np.concatenate([speech, noise, speech]), source="interview.wav", name="interview")


def the_options(arguments: argparse.Namespace, folder: Path) -> dict[str, object]:
    """Return the transcriber's options; the random model takes each window for silence, and goes on to the next."""
    if arguments.whisper:
        return {"model": arguments.whisper}
    return {
        "model": str(write_random_whisper(folder, **LIKE_TINY)),  # type: ignore[arg-type]  # a fake, or what is to be refused
        "language": "en",
        "temperature": (0.0,),
        "sample_len": arguments.tokens,
        "no_speech_threshold": -1.0,
        "logprob_threshold": None,
    }


def compare(audio: Audio, clips: tuple[Span, ...], options: dict[str, Any]) -> None:
    """Time the ways one after the other."""
    whisper = MlxWhisperTranscriber(MlxWhisperOptions(**options))
    ways: dict[str, Callable[[], object]] = {
        "everything": lambda: whisper.transcribe(audio, ignore),
        "clip_timestamps": lambda: with_clip_timestamps(whisper, audio, clips),
        "--vad-clips": lambda: whisper.transcribe_clips(audio, clips, ignore),
    }
    print(f"{'transcribed':16} {'sound s':>8} {'windows':>8} {'time s':>8} {'CPU s':>8} {'share':>6}")
    whole = 0.0
    whisper.transcribe(Audio(audio.read(0, SAMPLE_RATE)), ignore)  # loads the model
    for name, way in ways.items():
        with counting() as counts:
            started, used = time.perf_counter(), time.process_time()
            way()
            seconds, used = time.perf_counter() - started, time.process_time() - used
        whole = whole or used
        figures = f"{counts['sound']:8.0f} {counts['windows']:8d} {seconds:8.1f} {used:8.1f} {used / whole:6.0%}"
        print(f"{name:16} {figures}", flush=True)


def with_clip_timestamps(whisper: MlxWhisperTranscriber, audio: Audio, clips: tuple[Span, ...]) -> None:
    """Transcribe with the clips passed to mlx_whisper as they are."""
    from whisper_diarize.transcription import loading

    original = loading.engine.transcribe
    edges = [edge for clip in clips for edge in (clip.start, clip.end)]
    loading.engine.transcribe = lambda samples, **rest: original(samples, clip_timestamps=edges, **rest)  # type: ignore[attr-defined]  # there all the same
    try:
        whisper.transcribe(audio, ignore)
    finally:
        loading.engine.transcribe = original  # type: ignore[attr-defined]  # there all the same


@contextmanager
def counting() -> Iterator[dict[str, float]]:
    """Count, within the context, the windows that Whisper decodes and the seconds of sound that it is given."""
    from mlx_whisper.whisper import Whisper

    from whisper_diarize.transcription import loading

    counts = {"windows": 0, "sound": 0.0}
    decode, transcribe = Whisper.decode, loading.engine.transcribe

    def counted_decode(model: object, *arguments: object, **rest: object) -> object:
        counts["windows"] += 1
        return decode(model, *arguments, **rest)

    def counted_transcribe(samples: np.ndarray, **rest: object) -> object:
        counts["sound"] += len(samples) / SAMPLE_RATE
        return transcribe(samples, **rest)

    Whisper.decode, loading.engine.transcribe = counted_decode, counted_transcribe  # type: ignore[attr-defined]  # there all the same
    try:
        yield counts
    finally:
        Whisper.decode, loading.engine.transcribe = decode, transcribe  # type: ignore[attr-defined]  # there all the same


def ignore(done: float, total: float) -> None:
    """Ignore progress."""


if __name__ == "__main__":
    sys.exit(main())
