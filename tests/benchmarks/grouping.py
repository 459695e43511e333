"""Effects of linking many voices in groups: its clusters against those of the exact linkage of all voices.

    python -m tests.benchmarks.grouping --data train-data --dialogues 72

`--data` is what `whisper-diarize train prepare` wrote. Simulated dialogues of speakers that the bundled networks were
never trained on are taken for one long recording: their voices (`--diarization-mode fast`) are clustered together, at
the model's threshold and 0.08 below and above it; windows that would reach from one dialogue into the next are left
out. Printed: the Rand index of the clean voices' clusters and the adjusted one, the DER of both in %, dialogue by
dialogue, and the CPU seconds of both. `sampled` is what was done before: linkage of as many voices, evenly spread.
The exact linkage takes quadratic memory: 12,000 voices 0.6 GB.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import comb

from tests.benchmarks.fast_embedding import Networks, Way, error_seconds, simulate
from whisper_diarize.clustering import AgglomerativeClustering, assign
from whisper_diarize.diarization import DiarizationOptions, MlxDiarizer, Speakers
from whisper_diarize.diarization.counting import count_speakers
from whisper_diarize.models import load_model
from whisper_diarize.records import SpeakerCount

OFFSETS = (-0.08, 0.0, 0.08)  # of the clustering threshold
MOST = (5000, 2500)
Found = list[tuple[Any, ...]]


def main() -> int:
    """Print a row for each threshold and way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--dialogues", type=int, default=72)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    model = load_model("bundled")
    networks = [Networks(model, case) for case in simulate(arguments.data, arguments.dialogues, arguments.seed)]
    found = [(one.case, *one.run(Way("fast", mode="fast"))[:2]) for one in networks]
    voices = np.concatenate([embeddings.vectors[embeddings.clean] for _, _, embeddings in found])
    diarizer = MlxDiarizer(model, DiarizationOptions(mode="fast"))
    compare(diarizer, found, voices)
    return 0


def compare(diarizer: MlxDiarizer, found: Found, voices: NDArray[np.float32]) -> None:
    """Cluster the voices in all ways and print how they agree."""
    print(f"{len(voices)} voices")
    print(f"{'threshold':>9} {'way':>14}{'clusters':>9}{'Rand':>8}{'adjusted':>9}{'DER':>7}{'CPU s':>7}")
    config = diarizer.model.config
    for offset in OFFSETS:
        threshold = config.clustering_threshold + offset
        whole: NDArray[np.intp] | None = None
        for name, most in (("exact", len(voices)), *((way, most) for most in MOST for way in ("groups", "sampled"))):
            seen = voices
            if name == "sampled":
                seen = voices[np.linspace(0, len(voices) - 1, most).astype(np.intp)]
            started = time.process_time()
            clustering = AgglomerativeClustering(threshold, config.min_cluster_size, config.constrained, most)
            centroids = clustering.centroids(seen).vectors
            seconds = time.process_time() - started
            labels = assign(voices[:, None], centroids)[:, 0]
            whole = labels if whole is None else whole
            rand, adjusted = rand_indices(whole, labels)
            error = error_rate(diarizer, found, centroids)
            title = f"{name} {most}" if name != "exact" else name
            print(
                f"{threshold:9.2f} {title:>14}{len(centroids):9}{rand:8.4f}{adjusted:9.4f}{error:7.2f}{seconds:7.1f}",
                flush=True,
            )


def rand_indices(first: NDArray[np.intp], second: NDArray[np.intp]) -> tuple[float, float]:
    """Return in how many pairs of vectors two clusterings agree, as a share, and adjusted for chance."""
    table = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(table, (first, second), 1)
    both, pairs = comb(table, 2).sum(), comb(len(first), 2)
    ones, others = comb(table.sum(axis=1), 2).sum(), comb(table.sum(axis=0), 2).sum()
    chance = ones * others / pairs
    return (pairs + 2 * both - ones - others) / pairs, (both - chance) / ((ones + others) / 2 - chance)


def error_rate(diarizer: MlxDiarizer, found: Found, centroids: NDArray[np.floating]) -> float:
    """Return the DER of all dialogues in %."""
    total = np.zeros(2)
    for case, segmentation, embeddings in found:
        clusters = assign(embeddings.vectors, centroids, constrained=diarizer.model.config.constrained)
        count = count_speakers(segmentation)
        turns = diarizer._diarization(
            case.audio, segmentation, count, Speakers(clusters, centroids), SpeakerCount()
        ).turns
        total += error_seconds(case, turns)
    return 100 * total[0] / total[1]


if __name__ == "__main__":
    sys.exit(main())
