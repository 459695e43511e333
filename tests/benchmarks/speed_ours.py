"""Our diarizer as a contestant; its variant is the mode."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from speed_child import Diarize, Spoken, Stopwatch, main

STAGES = {"segment": "segmentation", "embed": "embedding", "find_speakers": "clustering"}  # by the diarizer's method


def make(arguments: argparse.Namespace, watch: Stopwatch) -> Diarize:
    """Load the model."""
    from whisper_diarize import SAMPLE_RATE, SpeakerCount
    from whisper_diarize.audio import open_audio
    from whisper_diarize.diarization import DiarizationOptions, MlxDiarizer
    from whisper_diarize.weights import load_model

    for method, stage in STAGES.items():
        watch.watch(MlxDiarizer, method, stage)
    diarizer = MlxDiarizer(load_model(arguments.model), DiarizationOptions(mode=arguments.variant))

    def diarize(path: Path) -> Iterator[Spoken]:
        with watch.stage("read"):
            audio = open_audio(str(path), SAMPLE_RATE)
        for turn in diarizer.diarize(audio, SpeakerCount(), lambda _done, _total: None).turns:
            yield turn.start, turn.end, turn.speaker

    return diarize


if __name__ == "__main__":
    main(make)
