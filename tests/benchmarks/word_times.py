"""The words of mlx_whisper's network in MLX and of ours in NumPy, on a CPU: equal or not, their times, and the seconds.

    python -m tests.benchmarks.word_times FOLDER samples/interview.wav samples/standup.wav

FOLDER holds a model in mlx_whisper's layout. Where NAME.words.json lies beside a recording, the distances of the words'
edges from the true ones are printed, in ms: the median, that of the worst tenth, and the bias. With an
`alignment_heads.json` in the folder, a third row has the times from those heads.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from whisper_diarize.audio import open_audio
from whisper_diarize.blas import fast_blas, load_fast_blas
from whisper_diarize.records import SAMPLE_RATE, Audio, Transcript
from whisper_diarize.scoring import SaidWord, make_annotation, read_annotation
from whisper_diarize.transcription import MlxWhisperOptions, MlxWhisperTranscriber

HEADS = "alignment_heads.json"


def main() -> int:
    """Print a row for each recording and each way to compute."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path)
    parser.add_argument("recordings", nargs="+", type=Path)
    arguments = parser.parse_args()
    load_fast_blas()
    ways = ["mlx", "numpy", *(["heads"] if (arguments.model / HEADS).is_file() else [])]
    for recording in arguments.recordings:
        audio, truth = open_audio(str(recording), SAMPLE_RATE), recording.with_suffix(".words.json")
        first: Transcript | None = None
        for way in ways:
            transcript, seconds = transcribed(arguments.model, audio, way)
            first = first or transcript
            row = f"{recording.name:24} {way:6} {seconds:6.1f} s of the CPU {compared(first, transcript):42}"
            print(row, errors(transcript, truth) if truth.is_file() else "", flush=True)
    return 0


def transcribed(folder: Path, audio: Audio, way: str) -> tuple[Transcript, float]:
    """Return the transcript, and the seconds of the CPU with the model loaded."""
    transcriber = MlxWhisperTranscriber(MlxWhisperOptions(model=str(folder)))
    with computing(folder, way):
        started = time.process_time()
        transcript = transcriber.transcribe(audio, lambda done, total: None)
        seconds = time.process_time() - started
        transcriber.close()
    return transcript, seconds


@contextmanager
def computing(folder: Path, way: str) -> Iterator[None]:
    """Load the model in `folder` for one way to compute."""
    import mlx.core as mx

    from whisper_diarize.transcription import loading

    with patch.object(loading, "fast_blas", (lambda: None) if way == "mlx" else fast_blas):
        # Any: mlx_whisper's model
        model: Any = loading.hold_model(folder, fp16=False)
    if way == "heads":
        model.alignment_heads = mx.array(json.loads((folder / HEADS).read_text(encoding="utf-8")))
    yield


def compared(first: Transcript, other: Transcript) -> str:
    """Tell whether tokens are equal, and how many words lie elsewhere."""
    if [segment.tokens for segment in first.segments] != [segment.tokens for segment in other.segments]:
        return f"{len(other.words)} words, other tokens"
    pairs = zip(first.words, other.words, strict=True)
    moved = sum((one.start, one.end) != (two.start, two.end) for one, two in pairs)
    return f"{len(other.words)} words, tokens equal, {moved} times not"


@dataclass(frozen=True)
class Edges:
    """Distances of the words that both sides have from the true edges, in ms; positive: too late."""

    start: tuple[float, ...] = ()
    end: tuple[float, ...] = ()

    def cell(self, edge: str) -> str:
        """Return the median of the distances of one edge, and that of the worst tenth."""
        distances = np.abs(getattr(self, edge))
        return f"{np.median(distances):.0f}, {np.percentile(distances, 90):.0f}" if len(distances) else "-"


def edges(true: Sequence[SaidWord], found: Sequence[SaidWord]) -> Edges:
    """Return how far the words that were recognised are from where they are."""
    blocks = SequenceMatcher(None, [word.text for word in true], [word.text for word in found], autojunk=False)
    pairs = [(true[a + i], found[b + i]) for a, b, size in blocks.get_matching_blocks() for i in range(size)]
    starts, ends = (
        tuple(1000 * (getattr(word, edge) - getattr(right, edge)) for right, word in pairs) for edge in ("start", "end")
    )
    return Edges(starts, ends)


def errors(transcript: Transcript, truth: Path) -> str:
    """Tell how far the edges of the words that were recognised are from the true ones."""
    said = [SaidWord(word.start, word.end, word.text, "") for word in transcript.words]
    times = edges(read_annotation(truth).words or (), make_annotation("", said, ()).words or ())
    return ", ".join(
        f"{edge} {times.cell(edge)} ms (bias {np.median(getattr(times, edge)):+.0f})" for edge in ("start", "end")
    )


if __name__ == "__main__":
    raise SystemExit(main())
