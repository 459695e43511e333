"""Division of a run into cues: the cheapest way over the places where it may break.

A cue costs something, one that is very short more; a break costs little after a sentence, more after a clause, most
within one or after an article. Pauses lower that; a long one always ends a cue. A cue has no more lines, words and
seconds than the rules allow.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from whisper_diarize.text import ABBREVIATIONS, CLAUSE_ENDS, CLOSERS, HIRAGANA, KATAKANA, SENTENCE_ENDS

from .options import SubtitleOptions
from .tokens import Run

LONG_PAUSE_MILLISECONDS = 1000
"""A silence that ends a cue: the words after it are not read together with those before."""

SENTENCE, CLAUSE, PHRASE, WORD, CLING = 0.0, 1.5, 3.0, 4.0, 6.0
"""Costs of a break after a sentence, a clause, a phrase; within one; after a word that clings to the next."""

_CUE, _SHORT_CUE = 2.0, 2.5
_SHORT_SHARE = 5
_PAUSES = ((500, SENTENCE), (250, CLAUSE), (120, PHRASE))
_MIN_PAUSE = 120
# after these, the mark before decides
_LOOK_BEFORE = -1.0
_MARKS = (
    dict.fromkeys(SENTENCE_ENDS, SENTENCE) | dict.fromkeys(CLAUSE_ENDS, CLAUSE) | dict.fromkeys(CLOSERS, _LOOK_BEFORE)
)
# longer words seldom are articles or prepositions, in the languages that have them
_LONGER = 4
_HIRAGANA, _KATAKANA = re.compile(f"[{HIRAGANA}]"), re.compile(f"[{KATAKANA}]")
# where no mark or pause invites a break, one is looked for so many times a line
_PLACES_A_LINE = 4


def break_costs(run: Run, gaps: Sequence[int]) -> list[float]:
    """Return the cost of ending a cue or line after each piece; after the last it is zero.

    `gaps` are the milliseconds of silence after each piece but the last.
    """
    texts, marks = run.texts, _MARKS
    costs = [marks[text[-1]] if text[-1] in marks else WORD if len(text) >= _LONGER else CLING for text in texts]
    for number in [number for number, cost in enumerate(costs) if cost <= SENTENCE]:
        costs[number] = _marked(texts[number])
    for number in [number for number, gap in enumerate(gaps) if gap >= _MIN_PAUSE]:
        costs[number] = min(costs[number], next(cost for pause, cost in _PAUSES if gaps[number] >= pause))
    for number in [number for number, space in enumerate(run.spaces[1:]) if not space]:
        costs[number] = min(costs[number], _within_script(texts[number], texts[number + 1]))
    for number in run.stops:
        costs[number] = min(costs[number], CLAUSE)
    costs[-1] = SENTENCE
    return costs


def _marked(text: str) -> float:
    """Return the cost of a break after a full stop or a closing mark."""
    if text[-1] in CLOSERS:
        return max(SENTENCE, _MARKS.get(text.rstrip(CLOSERS)[-1:], WORD))
    return CLING if _is_abbreviation(text) else SENTENCE


def _is_abbreviation(text: str) -> bool:
    """Return whether a full stop belongs to its word, as in `Dr.` and in `J.`."""
    return text in ABBREVIATIONS or (len(text) == 2 and text[0].isupper())  # noqa: PLR2004  a letter and its full stop


def _within_script(before: str, after: str) -> float:
    """Return the cost of a break without a space: in Japanese, phrases end where kanji follow on hiragana."""
    if _HIRAGANA.match(before[-1]) and not _HIRAGANA.match(after[0]):
        return PHRASE
    within = any(script.match(before[-1]) and script.match(after[0]) for script in (_HIRAGANA, _KATAKANA))
    return CLING if within else WORD


class Measure:
    """Widths of stretches of a run, and costs of ending them: a stretch `i, j` is the pieces `i` to `j - 1`."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.gaps = list(map(int.__sub__, run.starts[1:], run.ends))
        self.costs = break_costs(run, self.gaps)
        self.spaces = run.spaces
        self.sums = [0, *accumulate(map(int.__add__, run.widths, run.spaces))]

    def width(self, first: int, last: int) -> int:
        """Return the columns of pieces `first` to `last - 1` on one line."""
        return self.sums[last] - self.sums[first] - self.spaces[first]

    def line_end(self, first: int, width: int) -> int:
        """Return where a line of at most `width` columns that begins with `first` ends; it may be empty."""
        if first >= len(self.spaces):
            return first
        return max(first, bisect_right(self.sums, self.sums[first] + self.spaces[first] + width, first) - 1)


def divide(measure: Measure, options: SubtitleOptions, labels: Sequence[int]) -> list[int]:
    """Return where the cues of a run begin, and its end.

    `labels` are the columns that a name takes in front of a cue that begins with this piece.
    """
    if options.max_words_per_line is None:
        cuts = _cheapest(measure, options, labels, _invitations(measure, options))
        if cuts:
            return cuts
    return _cheapest(measure, options, labels, range(len(labels) + 1))


def _invitations(measure: Measure, options: SubtitleOptions) -> list[int]:
    """Return the places where to look for breaks: after marks and pauses, and between them where they are far apart."""
    sums, costs, near = measure.sums, measure.costs, options.max_line_width
    stride = near // _PLACES_A_LINE
    places = [0]
    for place in [number for number, cost in enumerate(costs, start=1) if cost < WORD]:
        if sums[place] - sums[places[-1]] > near:
            reached = sums[places[-1]] + stride
            for number in range(places[-1] + 1, place):
                if sums[number] >= reached and costs[number - 1] < CLING:
                    places.append(number)
                    reached = sums[number] + stride
        places.append(place)
    return places


def _cheapest(measure: Measure, options: SubtitleOptions, labels: Sequence[int], places: Sequence[int]) -> list[int]:
    """Return the cheapest way from the first to the last of `places`; empty if the rules let none through.

    With all places there always is a way: any piece may be a cue of its own.
    """
    farthest = _farthest(measure, options, labels, places)
    sums, costs = measure.sums, measure.costs
    short = 0 if options.max_words_per_line else options.max_line_width * options.max_line_count // _SHORT_SHARE
    best, came = [0.0], [0]
    low = edge = 0
    for number in range(1, len(places)):
        place = places[number]
        while farthest[low] < place:
            low += 1
        if low == number:
            return []
        while edge < number and sums[place] - sums[places[edge]] >= short:
            edge += 1
        middle = max(low, edge)
        cost, start = _least(best, low, middle) if low < middle else (float("inf"), low)
        if middle < number:
            briefly, late = _least(best, middle, number)
            if briefly + _SHORT_CUE < cost:
                cost, start = briefly + _SHORT_CUE, late
        best.append(cost + costs[place - 1] + _CUE)
        came.append(start)
    way = [len(places) - 1]
    while way[-1] > 0:
        way.append(came[way[-1]])
    return [places[number] for number in reversed(way)]


def _least(costs: Sequence[float], first: int, last: int) -> tuple[float, int]:
    """Return the least of some costs and its place; of equals the last, so that earlier cues are fuller."""
    window = costs[first:last]
    least = min(window)
    return least, last - 1 - window[::-1].index(least)


def _farthest(measure: Measure, options: SubtitleOptions, labels: Sequence[int], places: Sequence[int]) -> list[int]:
    """Return, for each place, the last one at which a cue that begins there may end; at least the next piece's."""
    run, sums, spaces = measure.run, measure.sums, [*measure.spaces, 0]
    count = len(run.texts)
    width, longest = options.max_line_width, round(options.max_seconds * 1000)
    words = options.max_words_per_line or count
    starts, ends = run.starts, run.ends
    halts = [number for number, gap in enumerate(measure.gaps, start=1) if gap >= LONG_PAUSE_MILLISECONDS]
    halts.append(count)
    halt = 0
    found = []
    for first in places[:-1]:
        if halts[halt] <= first:
            halt = bisect_right(halts, first)
        last = min(first + words, halts[halt])
        end, room = first, width - labels[first]
        for _ in range(options.max_line_count):
            if end < last:
                end = max(end, bisect_right(sums, sums[end] + spaces[end] + room, end, last + 1) - 1)
            room = width
        if end > first and ends[end - 1] - starts[first] > longest:
            end = bisect_right(ends, starts[first] + longest, first, end)
        found.append(max(first + 1, end))
    return [*accumulate(found, max), count]
