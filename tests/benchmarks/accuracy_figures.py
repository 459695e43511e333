"""From the scores of single recordings to figures: rates of sums, bootstrap intervals, paired differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import add

import numpy as np
from numpy.typing import NDArray
from whisper_diarize_train.dialogues import DialogueScore
from whisper_diarize_train.held_out_channel import CONDITIONS

from tests.benchmarks.accuracy_answers import AGAINST, AGAINST_GIVEN, Scored
from whisper_diarize.models.accuracy import FOUND, GIVEN, Answer, Row

DRAWS = 4000
FEWEST = 4  # recordings: fewer say nothing of their spread
SPEAKERS = {2: "two", 3: "three", 4: "four", 5: "five"}


def rows_of(condition: str, scores: Sequence[Scored], *, apart: bool) -> list[Row]:
    """Return the row of a condition, and if wanted one for each number of speakers."""
    rows = [row_of(f"simulated, {CONDITIONS[condition].title}, {len(scores)} dialogues", scores)]
    if apart:
        for number in sorted({scored.num_speakers for scored in scores}):
            mine = [scored for scored in scores if scored.num_speakers == number]
            rows.append(row_of(f"- with {SPEAKERS[number]} speakers: {len(mine)}", mine))
    return rows


def row_of(title: str, scores: Sequence[Scored]) -> Row:
    """Return the figures of some recordings."""
    names = [name for name in scores[0].answers if name not in (AGAINST, AGAINST_GIVEN)]
    answers = {
        name: answer_of(
            [scored.answers[name] for scored in scores],
            [scored.bridged[name] for scored in scores if name in scored.bridged],
        )
        for name in names
    }
    return Row(title, len(scores), round(sum(scored.seconds for scored in scores) / 60, 2), answers)


def answer_of(scores: Sequence[DialogueScore], bridged: Sequence[DialogueScore] = ()) -> Answer:
    """Return the figures of one answer, from its scores and those with pauses filled."""
    total = reduce(add, scores)
    errors, speech = np.array([(one.errors, one.speech) for one in scores]).T
    missed, false_alarm, confused = (
        round(100 * seconds / total.speech, 2) for seconds in (total.missed, total.false_alarm, total.confusion)
    )
    return Answer(
        der=round(100 * total.rate, 2),
        interval=interval(errors, speech) if len(scores) >= FEWEST else None,
        missed=missed,
        false_alarm=false_alarm,
        confused=confused,
        right=total.right_counts,
        off_by=round(total.count_errors / len(scores), 2),
        bridged=round(100 * reduce(add, bridged).rate, 2) if bridged else None,
    )


def interval(errors: NDArray[np.float64], speech: NDArray[np.float64]) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the errors in % of the speech, both in seconds: (recordings,)."""
    draws = np.random.default_rng(0).integers(0, len(errors), (DRAWS, len(errors)))
    low, high = np.percentile(100 * errors[draws].sum(axis=1) / speech[draws].sum(axis=1), [2.5, 97.5])
    return round(float(low), 2), round(float(high), 2)


def differences(scores: Sequence[Scored]) -> Iterator[str]:
    """Yield how many points of DER more than the other model this one has, by kind of recording, paired."""
    kinds = dict.fromkeys(_kind(scored) for scored in scores if AGAINST in scored.answers)
    for kind in kinds:
        mine = [scored for scored in scores if _kind(scored) == kind]
        told = ", ".join(
            f"{name} {_difference(mine, ours, other)}"
            for name, ours, other in (("number found", FOUND, AGAINST), ("given", GIVEN, AGAINST_GIVEN))
        )
        yield f"more than the other model, {kind}: {told}"


def _difference(scores: Sequence[Scored], ours: str, other: str) -> str:
    more = np.array([scored.answers[ours].errors - scored.answers[other].errors for scored in scores])
    speech = np.array([scored.answers[ours].speech for scored in scores])
    low, high = interval(more, speech)
    points = f"{100 * more.sum() / speech.sum():+.1f}"
    return f"{points} [{low:+.1f}, {high:+.1f}]" if len(scores) >= FEWEST else points


def _kind(scored: Scored) -> str:
    """Return the condition of a simulated dialogue, or which recording it is."""
    name, _, number = scored.title.rpartition(" ")
    return name if name in CONDITIONS and number.isdecimal() else scored.title
