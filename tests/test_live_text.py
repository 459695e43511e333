"""Words for those who read along while an engine writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from whisper_diarize import Audio, tell_segment
from whisper_diarize.live_text import listening
from whisper_diarize.records import Span
from whisper_diarize.threads import in_own_thread
from whisper_diarize.transcription import MlxWhisperOptions, MlxWhisperTranscriber


def test_a_segment_is_told_in_the_block_and_in_its_threads() -> None:
    told: list[tuple[Span, str]] = []
    with listening(lambda at, text: told.append((at, text))):
        in_own_thread(lambda: tell_segment(1.0, 2.0, " hello "), "engine")
        tell_segment(-0.02, -0.03, "early")
        tell_segment(3.0, 4.0, " ")
    tell_segment(5.0, 6.0, "late")
    assert told == [(Span(1.0, 2.0), " hello "), (Span(0.0, 0.0), "early")]


@pytest.mark.slow
def test_mlx_whisper_tells_its_segments(tiny_whisper: Path) -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, 16_000 * 3).astype(np.float32)
    thresholds: dict[str, Any] = {
        "no_speech_threshold": None,
        "logprob_threshold": None,
        "compression_ratio_threshold": None,
    }
    options = MlxWhisperOptions(model=str(tiny_whisper), sample_len=8, temperature=(0.0,), **thresholds)
    told: list[str] = []
    with listening(lambda at, text: told.append(text)):
        transcript = MlxWhisperTranscriber(options).transcribe(Audio(noise), lambda done, total: None)
    written = "".join(segment.text for segment in transcript.segments)
    assert told
    assert "".join("".join(told).split()) in "".join(written.split())
