"""Costs of a change of speaker between two words: high inside a sentence, low at its end and in a pause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whisper_diarize.records import Word
from whisper_diarize.text import CLOSERS, SENTENCE_ENDS

MIN_COST = 0.05
MIN_LETTER_SECONDS = 0.03
CROWDED_LETTER_SECONDS = 0.015
MAX_INTERJECTION_WORDS = 4
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


def costs_between(words: Sequence[Word], excesses: Sequence[float], costs: Costs) -> tuple[list[float], list[float]]:
    """Return the costs of staying and of changing between each word and the next: (words - 1,) each.

    `excesses` are the seconds by which words are longer than words can be: pauses hide in them.
    """
    stay: list[float] = []
    change: list[float] = []
    texts = [word.text.strip().rstrip(CLOSERS) for word in words]
    short = short_sentences(words)
    for index in range(len(words) - 1):
        word, following = words[index], words[index + 1]
        gap = following.start - word.end
        pause = max(0.0, gap) + excesses[index] + excesses[index + 1]
        cost = costs.change - _joint(texts[index], texts[index + 1], costs)
        change.append(max(MIN_COST, cost - costs.pause * min(MAX_PAUSE_SECONDS, pause)))
        held = costs.broken if _broken_off(texts[index], texts[index + 1]) else 0.0
        if (index in short or index + 1 in short) and texts[index][-1:] in SENTENCE_ENDS:
            held += costs.reply
        if gap < -TOGETHER_SECONDS:
            held += costs.together
        elif following.start - word.start < MIN_LETTER_SECONDS * len(word.text) and not _collapsed(words, index):
            held += costs.squeezed
        stay.append(held)
    return stay, change


def _collapsed(words: Sequence[Word], index: int) -> bool:
    """Return whether the words around are more than two people can say at once: then their times are meaningless."""
    around = words[max(0, index - 1) : index + 3]
    seconds = max(word.end for word in around) - around[0].start
    return seconds < CROWDED_LETTER_SECONDS * sum(len(word.text) for word in around)


def has_sentences(words: Sequence[Word]) -> bool:
    """Return whether a text marks the ends of sentences: at least one in a hundred words is one."""
    marked = sum(word.text.rstrip(CLOSERS)[-1:] in SENTENCE_ENDS and word.text != "" for word in words)
    return 100 * marked >= len(words)


def short_sentences(words: Sequence[Word]) -> set[int]:
    """Return the indices of words in sentences of up to MAX_INTERJECTION_WORDS words: many are replies.

    Where a small letter follows, a sentence goes on: that is for `interjections` to judge.
    """
    found: set[int] = set()
    first = 0
    texts = [word.text.strip().rstrip(CLOSERS) for word in words]
    for index, text in enumerate(texts):
        if text[-1:] in SENTENCE_ENDS:
            following = texts[index + 1] if index + 1 < len(texts) else ""
            if index - first < MAX_INTERJECTION_WORDS and not _broken_off(text, following):
                found.update(range(first, index + 1))
            first = index + 1
    return found


def interjections(words: Sequence[Word]) -> set[int]:
    """Return the indices of words that interrupt a sentence: `from the north Really? of Italy`.

    Up to MAX_INTERJECTION_WORDS words that begin with a capital inside a sentence, and end one before a small letter.
    """
    found: set[int] = set()
    texts = [word.text.strip().rstrip(CLOSERS) for word in words]
    for last in range(1, len(words) - 1):
        if not _broken_off(texts[last], texts[last + 1]):
            continue
        for first in range(last, max(0, last - MAX_INTERJECTION_WORDS), -1):
            if texts[first - 1][-1:] in SENTENCE_ENDS:
                break
            if texts[first][:1].isupper():
                found.update(range(first, last + 1))
                break
    return found


def _broken_off(text: str, following: str) -> bool:
    """Return whether a sentence ends and a small letter follows."""
    return text[-1:] != "" and text[-1] in SENTENCE_ENDS and following[:1].islower()


def _joint(text: str, following: str, costs: Costs) -> float:
    """Return the discount on a change between two words, compared with one inside a sentence."""
    if text[-1:] in SENTENCE_ENDS:  # nothing is: a word that is a closing quote
        return costs.sentence
    return costs.capital if following[:1].isupper() else 0.0
