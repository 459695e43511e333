"""Speed: seconds of audio per second of computing."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from whisper_diarize.diarization import MlxDiarizer, Segmentation
from whisper_diarize.models import Model
from whisper_diarize.records import Audio, SpeakerCount

from .golden import Floats

WARM_UP = 2  # windows: GPUs compile kernels
MAX_WINDOWS = 32  # what the diarizer takes at once
MIN_WINDOWS = 6
BUDGET_SECONDS = 4.0  # for a run, and for starting another one
MAX_RUNS = 3


@dataclass(frozen=True, slots=True)
class Speed:
    """Times real time of each network alone, and of the whole diarization; medians of `runs` runs over `windows`.

    That of a long recording, which has a window for each second (`step`): a short one has fewer, and is faster. What
    windows share of the embedding is counted for the first seconds only, so that a long recording may be faster still.
    """

    windows: int
    runs: int
    segmentation: float
    embedding: float
    diarization: float


def measure_speed(model: Model, speech: Floats) -> Speed:
    """Diarize speech, (num_samples,), repeated as often as the machine is fast."""
    diarizer = MlxDiarizer(model)
    _run(diarizer, speech, WARM_UP)
    per_window = _run(diarizer, speech, WARM_UP)[-1] / WARM_UP
    windows = min(MAX_WINDOWS, max(MIN_WINDOWS, int(BUDGET_SECONDS / per_window)))
    runs: list[tuple[float, ...]] = []
    start = time.perf_counter()
    while not runs or (len(runs) < MAX_RUNS and time.perf_counter() - start < BUDGET_SECONDS):
        runs.append(_run(diarizer, speech, windows))
    covered = windows * diarizer.grid.step
    segmentation, embedding, total = (covered / statistics.median(column) for column in zip(*runs, strict=True))
    return Speed(windows, len(runs), segmentation, embedding, total)


def _run(diarizer: MlxDiarizer, speech: Floats, windows: int) -> tuple[float, ...]:
    """Return the seconds that the first network, the second, and both together with all that follows took."""
    grid = diarizer.grid
    audio = Audio(np.resize(speech, (windows - 1) * grid.step_samples + grid.window_samples))
    times = [time.perf_counter()]
    segmentation = diarizer.segment(audio)
    times.append(time.perf_counter())
    everybody = np.ones_like(segmentation.decisions)  # whatever the network made of it
    diarizer.embed(audio, Segmentation(everybody, diarizer.grid))
    times.append(time.perf_counter())
    diarizer.diarize(audio, SpeakerCount(), lambda _done, _total: None)
    times.append(time.perf_counter())
    return tuple(end - start for start, end in pairwise(times))
