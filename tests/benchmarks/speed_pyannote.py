"""pyannote.audio as a contestant, run by our plugin; its variant is how many voices are embedded at once."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.speed_child import Diarize, Spoken, Stopwatch, main


def make(arguments: argparse.Namespace, watch: Stopwatch) -> Diarize:
    """Load the model."""
    import torch
    from pyannote.audio.pipelines import SpeakerDiarization
    from whisper_diarize_pyannote.engine import PyannoteDiarizer
    from whisper_diarize_pyannote.options import PyannoteOptions

    from whisper_diarize import SAMPLE_RATE, SpeakerCount
    from whisper_diarize.audio import open_audio

    torch.set_num_threads(arguments.threads)
    options = PyannoteOptions(str(arguments.model), embedding_batch_size=int(arguments.variant))
    diarizer = PyannoteDiarizer(options)
    watch.watch(SpeakerDiarization, "get_segmentations", "segmentation")
    watch.watch(SpeakerDiarization, "get_embeddings", "embedding")
    watch.watch(type(diarizer._pipeline.clustering), "__call__", "clustering")

    def diarize(path: Path) -> Iterator[Spoken]:
        with watch.stage("read"):
            audio = open_audio(str(path), SAMPLE_RATE)
        for turn in diarizer.diarize(audio, SpeakerCount(), lambda _done, _total: None).turns:
            yield turn.start, turn.end, turn.speaker

    return diarize


if __name__ == "__main__":
    main(make)
