"""Accuracy on kinds of recordings that are seldom measured, and what a given number of speakers does there.

    whisper-diarize train prepare CORPUS --data train-data
    python -m tests.benchmarks.kinds --data train-data --model bundled --model campplus

Recordings of one, eight and twelve speakers, of 30 minutes, of 80 % silence, with music, of children, by telephone, and
of 5 s are simulated from test speakers (`kinds_cases.py`). Each is diarized with the number of speakers found, given
(`--num-speakers`), given as the least (`--min-speakers`) and as the most (`--max-speakers`). DER in % of the speech has
no collar and scores overlap; missed, false alarm and confused are its parts for the number found; hurt is the number of
recordings with a DER more than 1 point higher if the number is given in any of the three ways. `--kind` chooses some,
`--quick` only the first recording of each but the long ones, `--write` puts the table into docs/accuracy.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path

import numpy as np
from whisper_diarize_train import corpus
from whisper_diarize_train.dialogues import DialogueScore, score

from tests.benchmarks.accuracy_cases import Case
from tests.benchmarks.accuracy_pages import PAGES, with_block
from tests.benchmarks.kinds_cases import Kind, draw_kind, kinds_named
from whisper_diarize.clustering import NOTHING
from whisper_diarize.diarization import MlxDiarizer
from whisper_diarize.errors import WhisperDiarizeError
from whisper_diarize.models import load_model
from whisper_diarize.records import Inference, SpeakerCount

HEADER = (
    *("kind", "model", "DER", "missed", "false alarm", "confused", "found, of true speakers", "number right"),
    *("number given", "at least", "at most", "hurt"),
)
START = "<!-- kinds: written by tests/benchmarks/kinds.py --write -->"
END = "<!-- end of kinds -->"
MAX_QUICK_SECONDS = 300
HURT = 0.01  # DER
WAYS: tuple[Callable[[int], SpeakerCount], ...] = (
    lambda _: SpeakerCount(),
    SpeakerCount,
    lambda number: SpeakerCount(minimum=number),
    lambda number: SpeakerCount(maximum=number),
)


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of one recording in each of the `WAYS`, and the numbers of speakers, true and found."""

    scores: tuple[DialogueScore, ...]
    true: int
    found: int

    @property
    def is_hurt(self) -> bool:
        """True if a number given did harm."""
        found, *given = (score.rate for score in self.scores)
        return max(given) > found + HURT


def main(given: Sequence[str] | None = None) -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="what `whisper-diarize train prepare` wrote")
    parser.add_argument("--model", action="append", default=[], help="a name or a folder")
    parser.add_argument("--kind", action="append", default=[])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true", help="put the table into docs/accuracy.md")
    arguments = parser.parse_args(given)
    try:
        lines = list(measure(arguments))
    except WhisperDiarizeError as error:
        print(f"error: {error}")
        return 1
    text = "\n".join(f"| {' | '.join(line)} |" for line in (HEADER, ["---"] * len(HEADER), *lines))
    print(text)
    if arguments.write:
        PAGES[0].write_text(with_block(PAGES[0].read_text(encoding="utf-8"), START, END, text), encoding="utf-8")
    return 0


def measure(arguments: argparse.Namespace) -> Iterator[list[str]]:
    """Yield the cells of each kind and model."""
    clips = corpus.load(arguments.data)
    diarizers = {Path(model).name: MlxDiarizer(load_model(model)) for model in arguments.model or ["bundled"]}
    for name, kind in kinds_named(arguments.kind).items():
        if arguments.quick and kind.seconds[1] > MAX_QUICK_SECONDS:
            continue
        scored: dict[str, list[Scored]] = {model: [] for model in diarizers}
        seconds = 0.0
        for case in draw_kind(clips, name, 1 if arguments.quick else kind.count, arguments.seed):
            seconds += case.audio.duration
            for model, diarizer in diarizers.items():
                scored[model].append(result := score_case(case, diarizer))
                rates = " ".join(f"{100 * each.rate:.1f}" for each in result.scores)
                print(f"{case.title}, {model}: {rates}, {result.found} of {result.true}", file=sys.stderr, flush=True)
        for model, results in scored.items():
            yield [title(kind, len(results), seconds), model, *cells(results)]


def score_case(case: Case, diarizer: MlxDiarizer) -> Scored:
    """Run the networks once, and the rest in each way."""
    inference = Inference.join(list(diarizer.infer(case.audio, Inference(), lambda _done, _total: None)))
    precomputed = diarizer.precompute(inference) if inference.num_windows else NOTHING
    answers = [diarizer.finalize(case.audio, inference, precomputed, way(case.num_speakers)) for way in WAYS]
    scores = tuple(score(case.turns, answer.turns) for answer in answers)
    return Scored(scores, case.num_speakers, len(answers[0].speakers))


def title(kind: Kind, count: int, seconds: float) -> str:
    """Return the first cell of a row."""
    return f"{kind.title}: {count}, {seconds / 60:.0f} min"


def cells(results: Sequence[Scored]) -> list[str]:
    """Return the figures of a kind."""
    found, *given = (reduce(add, column) for column in zip(*(result.scores for result in results), strict=True))
    parts = (found.missed, found.false_alarm, found.confusion)
    numbers = np.mean([(result.found, result.true) for result in results], axis=0)
    return [
        f"{100 * found.rate:.1f}",
        *(f"{100 * part / found.speech:.1f}" for part in parts),
        f"{numbers[0]:.1f} of {numbers[1]:.1f}",
        f"{found.right_counts} of {len(results)}",
        *(f"{100 * each.rate:.1f}" for each in given),
        f"{sum(result.is_hurt for result in results)} of {len(results)}",
    ]


if __name__ == "__main__":
    sys.exit(main())
