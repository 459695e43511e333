"""Word diarization error rates by method of attribution and by disturbance of words and turns.

    python -m tests.benchmarks.attribution
    python -m tests.benchmarks.attribution --talks 10 --json figures.json
    python -m tests.benchmarks.attribution --heard FOLDER

Conversations of synthetic voices (`attribution_talk.py`), of which words, times and speakers are known, are disturbed
as engines and diarizers disturb them (`attribution_disturb.py`), and given to our methods and to those of others
(`attribution_peers.py`), all with the same words and turns. Printed, for each condition: WDER, the share of words that
get another speaker than the one who said them, with its 95 % interval (bootstrap over conversations). Words and labels
are known, so nothing is aligned or matched. Then: how often a word is right, by the confidence that it has; and how
many invented words are flagged.

With `--heard`, turns are those that our own diarizer finds in the audio of the conversations (`attribution_heard.py`;
what its networks hear is kept in FOLDER), on fewer of them. All methods get the same words and turns; `with scores` is
viterbi that also gets the diarizer's scores, which nobody else has.

The seeds are none of those on which the defaults were chosen (`attribution_tune.py`).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from tests.benchmarks import attribution_peers as peers
from tests.benchmarks.attribution_disturb import CONDITIONS, invent_words
from tests.benchmarks.attribution_talk import Said, Talk, converse
from whisper_diarize import AttributedWord, Diarization, Transcript, Word
from whisper_diarize.attribution import Overlap, Viterbi
from whisper_diarize.transcription.times import fill, timed

REPORTED_SEEDS = range(101, 161)
HEARD_SEEDS = range(101, 121)
RESAMPLES = 1000

Method = Callable[[Transcript, Diarization], Sequence[str | None]]


@dataclass(frozen=True)
class Case:
    """A disturbed conversation: the speaker of each word, and the input of methods."""

    truth: tuple[str | None, ...]
    transcript: Transcript
    diarization: Diarization


def overlap(transcript: Transcript, diarization: Diarization) -> list[str | None]:
    return [word.speaker for word in Overlap().attribute(transcript.words, diarization)]


def viterbi(transcript: Transcript, diarization: Diarization) -> list[str | None]:
    return [word.speaker for word in Viterbi().attribute(transcript.words, diarization)]


def turns_only(transcript: Transcript, diarization: Diarization) -> list[str | None]:
    return viterbi(transcript, replace(diarization, scores=None))


METHODS: dict[str, Method] = {
    "viterbi": turns_only,
    "overlap": overlap,
    "WhisperX": peers.whisperx,
    "WhisperX, nearest": peers.whisperx_nearest,
    "punctuation": peers.punctuation,
    "majority": peers.majority,
}


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--talks", type=int, default=len(REPORTED_SEEDS))
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("--heard", type=Path, metavar="FOLDER", help="turns of our own diarizer")
    arguments = parser.parse_args()
    if arguments.heard:
        return heard(arguments.heard, HEARD_SEEDS[: arguments.talks])
    seeds = REPORTED_SEEDS[: arguments.talks]
    rows = {name: wder_table([case(seed, name) for seed in seeds]) for name in CONDITIONS}
    calibration = calibration_table([case(seed, name) for name in CONDITIONS for seed in seeds])
    flagged = flags([invented(seed) for seed in seeds])
    print_wder(rows)
    print_calibration(calibration)
    print(f"\ninvented words flagged: {flagged[0]} of {flagged[1]}; others flagged: {flagged[2]} of {flagged[3]}")
    if arguments.json:
        figures = {"wder": rows, "calibration": calibration, "flags": flagged}
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 0


def heard(folder: Path, seeds: Sequence[int]) -> int:
    """Print the table for our own diarizer's turns, and how often words are right there."""
    from tests.benchmarks.attribution_heard import HEARD_CONDITIONS, heard_talk  # needs MLX and the voices

    groups = {name: [case_of(*heard_talk(seed, name, folder)) for seed in seeds] for name in HEARD_CONDITIONS}
    rows = {name: {"viterbi with scores": wder(viterbi, cases), **wder_table(cases)} for name, cases in groups.items()}
    print_wder(rows)
    print_calibration(calibration_table([item for cases in groups.values() for item in cases]))
    return 0


def case(seed: int, condition: str) -> Case:
    """Return the conversation of a seed, disturbed."""
    draw = random.Random(f"{seed} {condition}")  # noqa: S311  nothing secret
    return case_of(CONDITIONS[condition](converse(seed), draw))


def invented(seed: int) -> Case:
    """Return the conversation of a seed with invented words."""
    draw = random.Random(f"{seed} invented")  # noqa: S311  nothing secret
    return case_of(CONDITIONS["as Whisper writes"](invent_words(converse(seed), draw), draw))


def case_of(talk: Talk, diarization: Diarization | None = None) -> Case:
    """Return the input of methods: a stream of words; those without times share the gap they stand in.

    The turns are the conversation's unless others are given.
    """
    items = [timed(*((w.start, w.end) if w.timed else (None, None)), w.text) for w in talk.words]  # type: ignore[call-arg]  # of a kind that its stub lacks
    times = fill(items, 0.0, max(word.end for word in talk.words))
    words = [_word(said, time.start or 0.0, time.end or 0.0) for said, time in zip(talk.words, times, strict=True)]
    transcript = Transcript(peers.segments_of(words))
    return Case(tuple(word.speaker for word in talk.words), transcript, diarization or Diarization(talk.turns))


def _word(said: Said, start: float, end: float) -> Word:
    text = said.text if said.piece else f" {said.text}"
    return Word(start, max(start, end), text, interpolated=not said.timed)


def wder_table(cases: Sequence[Case]) -> dict[str, tuple[float, float, float]]:
    """Return for each method its WDER and the 95 % interval, as shares."""
    return {name: wder(method, cases) for name, method in METHODS.items()}


def wder(method: Method, cases: Sequence[Case]) -> tuple[float, float, float]:
    counts = [(wrong(method(item.transcript, item.diarization), item.truth), len(item.truth)) for item in cases]
    draw = random.Random(0)  # noqa: S311  nothing secret
    drawn = sorted(_share(draw.choices(counts, k=len(counts))) for _ in range(RESAMPLES))
    return _share(counts), drawn[round(0.025 * RESAMPLES)], drawn[round(0.975 * RESAMPLES) - 1]


def wrong(labels: Sequence[str | None], truth: Sequence[str | None]) -> int:
    """Count the words with another speaker than theirs."""
    return sum(label != name for label, name in zip(labels, truth, strict=True))


def _share(counts: Sequence[tuple[int, int]]) -> float:
    return sum(count for count, _ in counts) / sum(total for _, total in counts)


BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)


def calibration_table(cases: Sequence[Case]) -> list[tuple[float, float, int, float, float]]:
    """Return for each range of confidence: its bounds, the number of words, mean confidence, share that is right."""
    pairs = [pair for item in cases for pair in zip(decoded(item), item.truth, strict=True)]
    table = []
    for low, high in pairwise(BINS):
        inside = [(w.speaker_confidence or 0.0, w.speaker == truth) for w, truth in pairs if _within(w, low, high)]
        if inside:
            right = sum(right for _, right in inside) / len(inside)
            table.append((low, high, len(inside), sum(confidence for confidence, _ in inside) / len(inside), right))
    return table


def _within(word: AttributedWord, low: float, high: float) -> bool:
    confidence = word.speaker_confidence or 0.0
    return low <= confidence < high or confidence == high == 1.0


def decoded(item: Case) -> tuple[AttributedWord, ...]:
    return tuple(Viterbi().attribute(item.transcript.words, item.diarization))


def flags(cases: Sequence[Case]) -> tuple[int, int, int, int]:
    """Return how many invented words are flagged, of how many, and how many of the others, of how many."""
    pairs = [
        (word.no_speech, truth is None) for item in cases for word, truth in zip(decoded(item), item.truth, strict=True)
    ]
    made_up = [flag for flag, nobody in pairs if nobody]
    real = [flag for flag, nobody in pairs if not nobody]
    return sum(made_up), len(made_up), sum(real), len(real)


def print_wder(rows: dict[str, dict[str, tuple[float, float, float]]]) -> None:
    print("WDER in % (95 % interval)\n")
    methods = list(next(iter(rows.values())))
    print("| condition | " + " | ".join(methods) + " |\n|---" + "|---" * len(methods) + "|")
    for condition, row in rows.items():
        cells = (f"{100 * value:.2f} ({100 * low:.2f}-{100 * high:.2f})" for value, low, high in row.values())
        print(f"| {condition} | " + " | ".join(cells) + " |")


def print_calibration(table: Sequence[tuple[float, float, int, float, float]]) -> None:
    print("\n| confidence | words | mean confidence | right |\n|---|---|---|---|")
    for low, high, count, confidence, right in table:
        print(f"| {low:g} to {high:g} | {count} | {100 * confidence:.1f} % | {100 * right:.1f} % |")


if __name__ == "__main__":
    started = time.process_time()
    code = main()
    print(f"\n{time.process_time() - started:.0f} CPU seconds")
    sys.exit(code)
