"""Choose the defaults of `viterbi` on conversations that the benchmark does not report.

    python tests/benchmarks/attribution_tune.py --minutes 3

Coordinate search: each option in turn is tried larger and smaller, and what lowers the mean over all conditions of
its WDER, divided by WhisperX's, is kept. Prints the options and the calibration table that belongs to them.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import asdict, replace
from itertools import pairwise

import attribution_peers as peers
from attribution import Case, case, wrong
from attribution_disturb import CONDITIONS

from whisper_diarize.attribution import Viterbi, ViterbiOptions

TUNING_SEEDS = range(1001, 1031)
LEFT_ALONE = {"silence", "nowhere", "near"}
STEPS = (1.5, 0.67, 1.15, 0.87)
PROBABILITIES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999, 1.0)


def main() -> int:
    """Search, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=3.0, help="of the processor")
    parser.add_argument("--talks", type=int, default=len(TUNING_SEEDS))
    arguments = parser.parse_args()
    cases = [[case(seed, name) for seed in TUNING_SEEDS[: arguments.talks]] for name in CONDITIONS]
    theirs = [sum(wrong(peers.whisperx(c.transcript, c.diarization), c.truth) for c in group) for group in cases]
    options = search(ViterbiOptions(), cases, theirs, time.process_time() + 60 * arguments.minutes)
    print(options)
    print_calibration(options, cases)
    return 0


def search(options: ViterbiOptions, cases: list[list[Case]], theirs: list[int], deadline: float) -> ViterbiOptions:
    """Return the options that are best when nothing gets better any more, or at the deadline."""
    best, improved = loss(options, cases, theirs), True
    while improved:
        improved = False
        for name, value in asdict(options).items():
            for step in () if name in LEFT_ALONE else STEPS:
                if time.process_time() > deadline:
                    return options
                other = replace(options, **{name: round(value * step, 3)})
                found = loss(other, cases, theirs)
                if found < best - 1e-5:
                    best, options, improved = found, other, True
                    print(f"{best:.4f} {name}={round(value * step, 3)}", file=sys.stderr, flush=True)
                    break
    return options


def loss(options: ViterbiOptions, cases: list[list[Case]], theirs: list[int]) -> float:
    """Return the mean of our errors as shares of WhisperX's."""
    decoder = Viterbi(options)
    ratios = [
        sum(wrong([w.speaker for w in decoder.attribute(c.transcript.words, c.diarization)], c.truth) for c in group)
        / other
        for group, other in zip(cases, theirs, strict=True)
    ]
    return sum(ratios) / len(ratios)


def print_calibration(options: ViterbiOptions, cases: list[list[Case]]) -> None:
    """Print the rows of `calibration.TABLE`: the decoder's own probability, and the share of words that is right."""
    decoder = Viterbi(options, calibrate=False)
    pairs = sorted(
        (word.speaker_confidence or 0.0, word.speaker == truth)
        for group in cases
        for c in group
        for word, truth in zip(decoder.attribute(c.transcript.words, c.diarization), c.truth, strict=True)
    )
    bins = []
    for low, high in pairwise(PROBABILITIES):
        inside = [pair for pair in pairs if low <= pair[0] < high or pair[0] == high == 1.0]
        if inside:
            bins.append((len(inside), sum(p for p, _ in inside), sum(right for _, right in inside)))
    for count, chances, right in pooled(bins):
        print(f"    ({chances / count:.5f}, {right / count:.4f}),  # {count} words")


def pooled(bins: list[tuple[int, float, int]]) -> list[tuple[int, float, int]]:
    """Join neighbours (words, sum of probabilities, words that are right) until the share that is right never falls."""
    joined: list[tuple[int, float, int]] = []
    for item in bins:
        joined.append(item)
        while len(joined) > 1 and joined[-2][2] * joined[-1][0] > joined[-1][2] * joined[-2][0]:
            (a, b, c), (d, e, f) = joined.pop(), joined.pop()
            joined.append((a + d, b + e, c + f))
    return joined


if __name__ == "__main__":
    sys.exit(main())
