"""Our diarizer as a contestant; its variant is the mode.

Both networks work at the same time: what they take together is shared out as the calls of each are long.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.speed_child import Diarize, Spoken, Stopwatch, main

EMBEDDING = ("features", "embed", "energies", "frames", "pool")


def make(arguments: argparse.Namespace, watch: Stopwatch) -> Diarize:
    """Load the model."""
    from whisper_diarize import SAMPLE_RATE, SpeakerCount
    from whisper_diarize.audio import open_audio
    from whisper_diarize.diarization import DiarizationOptions, MlxDiarizer
    from whisper_diarize.models import load_model
    from whisper_diarize.nn import CamPlusPlusNetwork, EmbeddingNetwork, SegmentationNetwork
    from whisper_diarize.records import Inference

    watch.watch(SegmentationNetwork, "logits", "segmentation")
    for method in EMBEDDING:
        watch.watch(EmbeddingNetwork, method, "embedding")
        watch.watch(CamPlusPlusNetwork, method, "embedding")
    watch.watch(MlxDiarizer, "find_speakers", "clustering")
    diarizer = MlxDiarizer(load_model(arguments.model), DiarizationOptions(mode=arguments.variant))

    def diarize(path: Path) -> Iterator[Spoken]:
        with watch.stage("read"):
            audio = open_audio(str(path), SAMPLE_RATE)
        with watch.stage("both"):
            inference = Inference.join(list(diarizer.infer(audio, Inference(), lambda _done, _total: None)))
        found = diarizer.finalize(audio, inference, {}, SpeakerCount())
        watch.share("both", ("segmentation", "embedding"))
        for turn in found.turns:
            yield turn.start, turn.end, turn.speaker

    return diarize


if __name__ == "__main__":
    main(make)
