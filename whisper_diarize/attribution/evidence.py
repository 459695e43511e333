"""Evidence of turns: log-likelihoods of the speakers of a word, from turns whose edges are not quite right.

A turn's edge is taken to be off by a logistic error: a word whose middle lies `depth` seconds inside a turn (negative:
outside) belongs to it with the probability 1 / (1 + exp(-depth / edge)).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from whisper_diarize.records import Turn, Word

BUCKET_SECONDS = 2.0
MAX_BUCKETS = 1800  # of a turn: an hour

BySpeaker = dict[int, float]
"""A figure of each speaker near a word, by number."""


def excess(word: Word, base: float, per_character: float) -> float:
    """Return the seconds by which a word is longer than a word can be: `base`, and `per_character` for each."""
    return max(0.0, word.end - word.start - base - per_character * len(word.text))


def joined(turns: Iterable[Turn], pause: float) -> list[Turn]:
    """Join the turns of a speaker over pauses shorter than `pause` seconds: networks waver."""
    found: list[Turn] = []
    latest: dict[str, int] = {}
    for turn in sorted(turns, key=lambda turn: (turn.start, turn.end)):
        index = latest.get(turn.speaker)
        if index is not None and turn.start - found[index].end < pause:
            found[index] = Turn(found[index].start, max(found[index].end, turn.end), turn.speaker)
        else:
            latest[turn.speaker] = len(found)
            found.append(turn)
    return found


class NearbyTurns:
    """Turns by the stretches of time that they lie in or near; looking one up does not depend on their number."""

    def __init__(self, turns: Iterable[Turn], numbers: dict[str, int], reach: float) -> None:
        self._reach = reach
        self._buckets: dict[int, list[tuple[float, float, int]]] = {}
        self._long: list[tuple[float, float, int]] = []  # turns of more buckets than memory should hold
        for turn in turns:
            item = (turn.start, turn.end, numbers[turn.speaker])
            first, last = (math.floor(edge / BUCKET_SECONDS) for edge in (turn.start - reach, turn.end + reach))
            if last - first >= MAX_BUCKETS:
                self._long.append(item)
                continue
            for bucket in range(first, last + 1):
                self._buckets.setdefault(bucket, []).append(item)

    def depths(self, word: Word, excess: float) -> BySpeaker:
        """Return for each speaker nearby the seconds that the middle of a word lies inside a turn of theirs.

        A word that is too long, by `excess` seconds, can lie at its start or at its end: the deeper of the two counts.
        """
        middle = (word.start + word.end) / 2
        if excess == 0.0:
            return self._depths((middle,))
        return self._depths((middle - excess / 2, middle + excess / 2))

    def _depths(self, middles: Sequence[float]) -> BySpeaker:
        found: BySpeaker = {}
        for middle in middles:
            near = self._buckets.get(int(middle / BUCKET_SECONDS), [])
            for first, last, speaker in near + self._long if self._long else near:
                depth = min(middle - first, last - middle)
                if depth > -self._reach and depth > found.get(speaker, -math.inf):
                    found[speaker] = depth
        return found


JOINED_SECONDS = 0.5
"""A speaker who talks again so soon has one turn, so a turn that lies nearer cannot be one that was missed."""

MIN_CHANCE = 0.01
REGULAR = 0.3
"""The weight of a speaker's share of all talk in the chance to have said a word under no turn, at any distance."""

MEMORY_SECONDS = 6.0
"""Time after which a speaker who stopped is less likely by the factor e to have said a word under no turn."""


class OutsideTurns:
    """Distances of speakers from words outside their turns, and chances that a turn with the word was missed."""

    def __init__(self, turns: Iterable[Turn], numbers: dict[str, int]) -> None:
        self.numbers = numbers
        self._edges: dict[int, list[tuple[float, float]]] = {}
        for turn in sorted(turns, key=lambda turn: (turn.start, turn.end)):
            self._edges.setdefault(numbers[turn.speaker], []).append((turn.start, turn.end))
        talk = {speaker: sum(end - start for start, end in edges) for speaker, edges in self._edges.items()}
        whole = sum(talk.values()) or 1.0
        self._shares = {speaker: REGULAR * seconds / whole for speaker, seconds in talk.items()}

    def chances(self, middle: float) -> BySpeaker:
        """Return log-likelihoods of a missed turn: about 0 for speakers who talk just before or after, not at once."""
        gaps = {speaker: self.gap(speaker, middle) for speaker in self._edges}
        return {
            speaker: math.log(self._shares[speaker] + math.exp(-gap / MEMORY_SECONDS) + MIN_CHANCE)
            for speaker, gap in gaps.items()
            if gap > JOINED_SECONDS
        }

    def gap(self, speaker: int, middle: float) -> float:
        """Return how many seconds an instant is from the turns of a speaker."""
        return min(max(start - middle, middle - end, 0.0) for start, end in self._beside(speaker, middle))

    def longest(self, speakers: Iterable[int], middle: float) -> int:
        """Return the one of the speakers at an instant whose turn there is the longest: it is theirs to talk."""

        def length(speaker: int) -> float:
            beside = self._beside(speaker, middle)
            start, end = min(beside, key=lambda edges: max(edges[0] - middle, middle - edges[1]))
            return end - start

        return max(speakers, key=length)

    def _beside(self, speaker: int, middle: float) -> list[tuple[float, float]]:
        edges = self._edges[speaker]
        after = bisect_left(edges, (middle, middle))
        return edges[max(0, after - 1) : after + 1]


class EdgeWord(NamedTuple):
    """The index of the word that begins or ends nearest to an edge of a turn, and the seconds between."""

    word: int
    turn: Turn
    seconds: float
    at_start: bool


def edge_words(words: Sequence[Word], turns: Iterable[Turn]) -> Iterator[EdgeWord]:
    """Yield the word with which each turn begins, and the one with which it ends, by their times."""
    starts, ends = [word.start for word in words], [word.end for word in words]
    by_start, by_end = (sorted(range(len(words)), key=times.__getitem__) for times in (starts, ends))
    starts.sort()
    ends.sort()
    for turn in turns if words else ():
        place, seconds = _nearest_place(starts, turn.start)
        yield EdgeWord(by_start[place], turn, seconds, at_start=True)
        place, seconds = _nearest_place(ends, turn.end)
        yield EdgeWord(by_end[place], turn, seconds, at_start=False)


def _nearest_place(times: Sequence[float], time: float) -> tuple[int, float]:
    after = bisect_left(times, time)
    best = min(range(max(0, after - 1), min(len(times), after + 1)), key=lambda place: abs(times[place] - time))
    return best, abs(times[best] - time)
