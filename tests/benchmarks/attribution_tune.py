"""Choose the defaults of `viterbi` on conversations that the benchmark does not report.

    python -m tests.benchmarks.attribution_tune --minutes 3
    python -m tests.benchmarks.attribution_tune --minutes 9 --heard FOLDER

Coordinate search: each option in turn is tried larger and smaller, and what lowers the mean over all conditions of
its WDER, divided by WhisperX's, is kept. Prints the options and the calibration table that belongs to them. With
`--heard`, the conditions of `attribution_heard.py` count as well; the options for scores are only chosen then.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path

from tests.benchmarks import attribution_peers as peers
from tests.benchmarks.attribution import Case, case, case_of, wrong
from tests.benchmarks.attribution_disturb import CONDITIONS
from whisper_diarize.attribution import Viterbi, ViterbiOptions

TUNING_SEEDS = range(1001, 1031)
HEARD_SEEDS = range(1001, 1013)
LEFT_ALONE = {"silence_seconds", "nowhere", "near_seconds"}
FOR_SCORES = {"score", "unheard", "around", "absent"}
STEPS = (1.5, 0.67, 1.15, 0.87)
PROBABILITIES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999, 1.0)


def main() -> int:
    """Search, and print the best options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=3.0, help="of the processor")
    parser.add_argument("--talks", type=int, default=len(TUNING_SEEDS))
    parser.add_argument("--heard", type=Path, metavar="FOLDER", help="turns and scores of our own diarizer, too")
    arguments = parser.parse_args()
    cases = [[case(seed, name) for seed in TUNING_SEEDS[: arguments.talks]] for name in CONDITIONS]
    left_alone = LEFT_ALONE | FOR_SCORES
    if arguments.heard:
        cases += heard_cases(arguments.heard, HEARD_SEEDS[: arguments.talks])
        left_alone = LEFT_ALONE
    theirs = [sum(wrong(peers.whisperx(c.transcript, c.diarization), c.truth) for c in group) for group in cases]
    names = [name for name in asdict(ViterbiOptions()) if name not in left_alone]
    options = search(ViterbiOptions(), names, cases, theirs, time.process_time() + 60 * arguments.minutes)
    print(options)
    print_calibration(options, cases[: len(CONDITIONS)])  # confidence cannot know of voices that were confused
    return 0


def heard_cases(folder: Path, seeds: Sequence[int]) -> list[list[Case]]:
    """Return the diarizations of the conversations by condition."""
    from tests.benchmarks.attribution_heard import HEARD_CONDITIONS, heard_talk  # needs MLX and the voices

    return [[case_of(*heard_talk(seed, name, folder)) for seed in seeds] for name in HEARD_CONDITIONS]


def search(
    options: ViterbiOptions, names: Sequence[str], cases: list[list[Case]], theirs: list[int], deadline: float
) -> ViterbiOptions:
    """Return the best options when no change improves them, or at the deadline; only `names` change."""
    best, improved = loss(options, cases, theirs), True
    while improved:
        improved = False
        for name in names:
            value = getattr(options, name)
            for step in STEPS:
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
    """Print the rows of `calibration.BY_TURNS`: the decoder's own probability, and the share of words that is right."""
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
