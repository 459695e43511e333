"""Costs of a change of speaker between two words: high inside a sentence, low at its end and in a pause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whisper_diarize.records import Word

from .marks import Joint, Marks

MIN_COST = 0.05
PIECE_COST = 30.0  # of a change inside a word: more than turns can outweigh
MIN_LETTER_SECONDS = 0.03
CROWDED_LETTER_SECONDS = 0.015
MAX_PAUSE_SECONDS = 1.0
TOGETHER_SECONDS = 0.03  # words of one speaker may overlap by this: their times are rounded


@dataclass(frozen=True, slots=True)
class Costs:
    """Log-probabilities.

    `change`: of a change inside a sentence. Taken off it: `sentence` at the end of one, `capital` where one begins a
    word inside a sentence, `pause` in one of a second or more, a share of it in a shorter one.

    Of no change: `together` where a word begins before the last one ends, `squeezed` where it begins sooner than
    the last one can have been said, `broken` where a small letter follows the end of a sentence, `reply` before and
    after a sentence of few words.
    """

    change: float
    sentence: float
    capital: float
    pause: float
    together: float
    squeezed: float
    broken: float
    reply: float


def costs_between(
    words: Sequence[Word], marks: Marks, excesses: Sequence[float], costs: Costs
) -> tuple[list[float], list[float]]:
    """Return the costs of staying and of changing between each word and the next: (words - 1,) each.

    `excesses` are the seconds by which words are longer than words can be: pauses hide in them.
    """
    stay: list[float] = []
    change: list[float] = []
    for index, joint in enumerate(marks.joints):
        word, following = words[index], words[index + 1]
        if joint == "piece":
            stay.append(0.0)
            change.append(PIECE_COST)
            continue
        gap = following.start - word.end
        pause = max(0.0, gap) + excesses[index] + excesses[index + 1]
        cost = costs.change - _discount(joint, costs)
        change.append(max(MIN_COST, cost - costs.pause * min(MAX_PAUSE_SECONDS, pause)))
        held = costs.broken if joint == "broken" else 0.0
        if joint in {"end", "broken"} and (index in marks.short or index + 1 in marks.short):
            held += costs.reply
        if gap < -TOGETHER_SECONDS:
            held += costs.together
        elif following.start - word.start < MIN_LETTER_SECONDS * len(word.text) and not _collapsed(words, index):
            held += costs.squeezed
        stay.append(held)
    return stay, change


def _discount(joint: Joint, costs: Costs) -> float:
    """Return the discount on a change at a joint, compared with one inside a sentence."""
    if joint in {"end", "broken"}:
        return costs.sentence
    return costs.capital if joint == "capital" else 0.0


def _collapsed(words: Sequence[Word], index: int) -> bool:
    """Return whether the words around are more than two people can say at once: then their times are meaningless."""
    around = words[max(0, index - 1) : index + 3]
    seconds = max(word.end for word in around) - around[0].start
    return seconds < CROWDED_LETTER_SECONDS * sum(len(word.text) for word in around)
