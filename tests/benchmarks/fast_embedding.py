"""Ways to share work between windows: error and cost of each, against exact.

    python -m tests.benchmarks.fast_embedding samples/standup.wav samples/interview.wav --data train-data --seeds 1 2

Beside each recording lies `NAME.rttm`. `--data` is what `whisper-diarize train prepare` wrote: dialogues of speakers
that the bundled networks were never trained on are simulated from it. The number of speakers is not given. DER is
pyannote.metrics' (no collar, overlap scored). Of the dialogues, the difference to exact is in points, with the interval
that holds 95 % of 4000 bootstrap samples: at the model's clustering threshold, and on average over thresholds around
it, for at a single one much hangs on which two clusters just merge.

The ways: `fast` is `--diarization-mode fast`; `step 2` moves the windows of both networks by 2 s; `every 2nd` embeds
every second window, and `clean only` uses only the voices that are clustered: the others take the speakers whose talk
they overlap most. CPU seconds are per second of audio, both networks, without clustering; of `every 2nd` they are
reckoned from exact's.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from pyannote.core import Annotation, Timeline
from pyannote.core import Segment as Stretch
from pyannote.metrics.diarization import DiarizationErrorRate
from scipy.optimize import linear_sum_assignment

from whisper_diarize.audio import open_audio
from whisper_diarize.clustering import UNASSIGNED
from whisper_diarize.diarization import DiarizationOptions, Embeddings, MlxDiarizer, Segmentation, Speakers
from whisper_diarize.diarization.counting import count_speakers
from whisper_diarize.diarization.reconstruct import speaker_activity
from whisper_diarize.formats import parse_rttm
from whisper_diarize.models import Model, load_model
from whisper_diarize.records import SAMPLE_RATE, Audio, SpeakerCount, Turn

Result = TypeVar("Result")
OFFSETS = (0.0, -0.08, -0.05, -0.02, 0.02, 0.05, 0.08)  # of the clustering threshold; the model's own first


@dataclass(frozen=True)
class Way:
    """A way to save work."""

    name: str
    mode: str = "exact"
    step: float = 1.0
    every: int = 1
    clean_only: bool = False


WAYS = (
    Way("exact"),
    Way("fast", mode="fast"),
    Way("every 2nd", every=2),
    Way("every 3rd", every=3),
    Way("every 5th", every=5),
    Way("clean only", clean_only=True),
    Way("step 2", step=2.0),
    Way("step 2, fast", mode="fast", step=2.0),
)


@dataclass(frozen=True)
class Case:
    """A recording and who talks in it."""

    name: str
    audio: Audio
    turns: tuple[Turn, ...]


class Networks:
    """Runs each network once for all the ways that need the same of it, and takes its CPU time."""

    def __init__(self, model: Model, case: Case) -> None:
        self.model, self.case = model, case
        self._segmentations: dict[float, tuple[Segmentation, float]] = {}
        self._embeddings: dict[tuple[str, float], tuple[Embeddings, float]] = {}

    def run(self, way: Way) -> tuple[Segmentation, Embeddings, float]:
        """Return the output of both networks, and the CPU seconds that it took."""
        diarizer = MlxDiarizer(self.model, DiarizationOptions(mode=way.mode, step=way.step))  # type: ignore[arg-type]  # a fake, or what is to be refused
        audio, key = self.case.audio, (way.mode, way.step)
        if way.step not in self._segmentations:
            self._segmentations[way.step] = timed(lambda: diarizer.segment(audio))
        segmentation, first = self._segmentations[way.step]
        if key not in self._embeddings:
            self._embeddings[key] = timed(lambda: diarizer.embed(audio, segmentation))
        embeddings, second = self._embeddings[key]
        return segmentation, embeddings, first + second / way.every


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recordings", type=Path, nargs="*")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--dialogues", type=int, default=16, help="of each seed")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    arguments = parser.parse_args()
    model = load_model("bundled")
    recordings = [Networks(model, read_case(path)) for path in arguments.recordings]
    seeds = arguments.seeds if arguments.data else ()
    simulated = [case for seed in seeds for case in simulate(arguments.data, arguments.dialogues, seed)]
    print_table(recordings, [Networks(model, case) for case in simulated])
    return 0


def print_table(recordings: list[Networks], dialogues: list[Networks]) -> None:
    """Print a row for each way."""
    titles = [networks.case.name for networks in recordings]
    print(f"{'':14}{'CPU s/s':>8}", *(f"{title[:10]:>10}" for title in titles), f"{len(dialogues):>6} dialogues")
    base: NDArray[np.float64] | None = None
    for way in WAYS:
        rows = [errors(networks, way, OFFSETS[:1]) for networks in recordings]
        told = [errors(networks, way, OFFSETS) for networks in dialogues]
        seconds = sum(row[0] for row in rows + told)
        length = sum(networks.case.audio.duration for networks in recordings + dialogues)
        cells = [f"{100 * row[1][0, 0] / row[1][0, 1]:10.1f}" for row in rows]
        if told:
            parts = np.stack([row[1] for row in told])  # (dialogues, thresholds, 2)
            base = parts if base is None else base
            cells.append(f"{100 * parts[:, 0, 0].sum() / parts[:, 0, 1].sum():6.1f}")
            cells += [difference(parts[:, :1], base[:, :1]), difference(parts, base)]
        print(f"{way.name:14}{seconds / length:8.3f}", *cells, flush=True)


def errors(networks: Networks, way: Way, offsets: tuple[float, ...]) -> tuple[float, NDArray[np.float64]]:
    """Return the CPU seconds, and for each threshold the seconds in error and of speech: (thresholds, 2)."""
    segmentation, embeddings, seconds = networks.run(way)
    case, config = networks.case, networks.model.config
    options = DiarizationOptions(
        step=way.step, min_cluster_size=max(1, round(config.min_cluster_size / (way.step * way.every)))
    )
    found = []
    for offset in offsets:
        diarizer = MlxDiarizer(
            networks.model, replace(options, clustering_threshold=config.clustering_threshold + offset)
        )
        speakers = recognise(diarizer, segmentation, embeddings, way)
        count = count_speakers(segmentation)
        turns = diarizer._diarization(case.audio, segmentation, count, speakers, SpeakerCount()).turns
        found.append(error_seconds(case, turns))
    return seconds, np.array(found)


def recognise(diarizer: MlxDiarizer, segmentation: Segmentation, embeddings: Embeddings, way: Way) -> Speakers:
    """Find the speakers by the voices that the way has; local speakers without one get a speaker by overlap."""
    chosen = segmentation.active.copy()
    chosen[np.arange(len(chosen)) % way.every != 0] = False
    if way.clean_only and embeddings.clean.any():
        chosen &= embeddings.clean
    vectors = np.where(chosen[..., None], embeddings.vectors, np.nan)
    speakers = diarizer.find_speakers(Embeddings(vectors, embeddings.clean & chosen), SpeakerCount())
    return Speakers(carry(segmentation, speakers.clusters, segmentation.active & ~chosen), speakers.centroids)


def carry(segmentation: Segmentation, clusters: NDArray[np.intp], unknown: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Give each unknown speaker of a window a cluster of its own: those that talk most when they do."""
    activity = speaker_activity(segmentation, np.where(unknown, UNASSIGNED, clusters)).astype(np.float64)
    carried = clusters.copy()
    for window in np.flatnonzero(unknown.any(axis=1)):
        start, decisions = segmentation.grid.first_frame(int(window)), segmentation.decisions[window]
        shared = decisions[:, unknown[window]].T @ activity[start : start + len(decisions)]
        taken = clusters[window, ~unknown[window]]
        shared[:, taken[taken != UNASSIGNED]] = -1.0
        rows, columns = linear_sum_assignment(shared, maximize=True)
        carried[window, np.flatnonzero(unknown[window])[rows]] = columns
    return carried


def difference(parts: NDArray[np.float64], base: NDArray[np.float64]) -> str:
    """Return how many points of DER more than exact, paired, with its interval; parts: (dialogues, thresholds, 2)."""
    more, speech = (parts - base)[..., 0].mean(axis=1), base[:, 0, 1]
    draws = np.random.default_rng(0).integers(0, len(more), (4000, len(more)))
    low, high = np.percentile(100 * more[draws].sum(axis=1) / speech[draws].sum(axis=1), [2.5, 97.5])
    return f"{100 * more.sum() / speech.sum():+6.2f} [{low:+6.2f}, {high:+6.2f}]"


def error_seconds(case: Case, turns: tuple[Turn, ...]) -> tuple[float, float]:
    """Return the seconds in error and of speech."""
    extent = Timeline([Stretch(0, case.audio.duration)])
    parts = DiarizationErrorRate()(annotation(case.turns), annotation(turns), uem=extent, detailed=True)
    return parts["missed detection"] + parts["false alarm"] + parts["confusion"], parts["total"]


def annotation(turns: tuple[Turn, ...]) -> Annotation:
    """Return turns as pyannote.metrics wants them."""
    made = Annotation()
    for number, turn in enumerate(turns):
        made[Stretch(turn.start, turn.end), number] = turn.speaker
    return made


def read_case(path: Path) -> Case:
    """Read a recording and the truth that lies beside it."""
    return Case(path.stem, open_audio(str(path), SAMPLE_RATE), parse_rttm(path.with_suffix(".rttm").read_text()))


def simulate(data: Path, count: int, seed: int) -> Iterator[Case]:
    """Simulate dialogues of test speakers, those of `whisper-diarize train evaluate`."""
    from whisper_diarize_train import corpus
    from whisper_diarize_train.dialogues import true_turns
    from whisper_diarize_train.held_out import draw_dialogues

    for number, mixture in enumerate(draw_dialogues(corpus.load(data), "test", count, seed)):
        yield Case(f"dialogue {number}", Audio(mixture.samples), true_turns(mixture))


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """Return the result, and the CPU seconds."""
    started = time.process_time()
    return work(), time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())
