"""sherpa-onnx's offline diarization as a contestant, with the networks that `speed_onnx` exported.

It says only how many voices it has embedded, and when. So embedding is from the first to the last, and as much again as
each took for the first; segmentation is what was before, and clustering, with all the rest of the pipeline, what came
after.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.speed_child import Diarize, Spoken, Stopwatch, main

# sherpa-onnx's own; its clustering (complete linkage, cosines) is not pyannote's. Of 60 s of standup.wav it confuses
# 32 %, with 0.3 it would 6 %, and misses nothing: segmentation is the same.
CLUSTERING_THRESHOLD = 0.5


def make(arguments: argparse.Namespace, watch: Stopwatch) -> Diarize:
    """Load the networks."""
    import sherpa_onnx
    import soundfile

    config = json.loads((arguments.model / "config.json").read_text(encoding="utf-8"))
    segmentation = sherpa_onnx.OfflineSpeakerSegmentationPyannoteModelConfig(
        model=str(arguments.model / "segmentation.onnx"), window_shift_ratio=config["step"] / config["duration"]
    )
    threads = {"num_threads": arguments.threads}
    diarizer = sherpa_onnx.OfflineSpeakerDiarization(
        sherpa_onnx.OfflineSpeakerDiarizationConfig(
            segmentation=sherpa_onnx.OfflineSpeakerSegmentationModelConfig(pyannote=segmentation, **threads),
            embedding=sherpa_onnx.SpeakerEmbeddingExtractorConfig(
                model=str(arguments.model / "embedding.onnx"), **threads
            ),
            clustering=sherpa_onnx.FastClusteringConfig(num_clusters=-1, threshold=CLUSTERING_THRESHOLD),
            min_duration_on=0.0,
            min_duration_off=config["min_duration_off"],
        )
    )

    def diarize(path: Path) -> Iterator[Spoken]:
        with watch.stage("read"):
            samples, _ = soundfile.read(path, dtype="float32")
        embedded: list[float] = []
        start = time.perf_counter()
        found = diarizer.process(samples, callback=lambda _done, _total: embedded.append(time.perf_counter()) or 0)  # type: ignore[func-returns-value]  # it gives None: what follows is the value
        for stage, seconds in stages(start, embedded, time.perf_counter()).items():
            watch.add(stage, seconds)
        for turn in found.sort_by_start_time():
            yield turn.start, turn.end, f"SPEAKER_{turn.speaker:02d}"

    return diarize


def stages(start: float, embedded: list[float], end: float) -> dict[str, float]:
    """Share out the time between `start` and `end` by when each voice was done."""
    if len(embedded) < 2:
        return {"segmentation": end - start}
    each = (embedded[-1] - embedded[0]) / (len(embedded) - 1)
    first = max(start, embedded[0] - each)
    return {"segmentation": first - start, "embedding": embedded[-1] - first, "clustering": end - embedded[-1]}


if __name__ == "__main__":
    main(make)
