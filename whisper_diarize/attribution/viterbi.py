"""All words together: whoever explains each word best, at a cost for every change of speaker.

What turns say of a word is in `evidence`, unless the diarizer has scores, which say more; what a change between two
words costs is in `changes`; `chain` finds the speakers who are best for all words together, and how sure each is. Where
one speaker explains a word so much better than all others that no saving of changes could be worth it, the conversation
is cut: what lies between two such words is decided on its own, with the same result, and among the speakers who are
near.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import NamedTuple

from whisper_diarize.records import AttributedWord, Diarization, SpeakerScores, Word

from .calibration import calibrated
from .chain import best_path, posteriors
from .changes import Costs, costs_between, has_sentences, remarks, short_sentences
from .evidence import EdgeWord, Nearby, Outside, edge_words, excess, joined
from .floor import Floor

SURE = 30.0
"""Beyond so many natural units, a probability is 0 or 1 to the last bit or nearly."""


@dataclass(frozen=True, slots=True)
class ViterbiOptions:
    """Options of the attribution of all words together: times in seconds, weights in natural logarithms.

    The defaults give the fewest wrong words on the tuning seeds of `tests/benchmarks/attribution_tune.py`.

    Attributes:
        edge: error of the edges of turns, in seconds.
        spread: share that is added to it of what turns and words are apart in the recording.
        near: speakers whose turns are farther away, in seconds, do not count.
        word: the longest a word lasts, in seconds, beside its letters.
        letter: seconds that each letter may add to it.
        silence: a word farther than this from all turns, in seconds, is doubtful.
        nowhere: weight against a speaker who is not near.
        exclusive: weight for the speaker who has the exclusive turn.
        first: weight for a speaker whose turn begins with the word.
        last: weight for a speaker whose turn ends with the word.
        missed: weight against a turn that the diarizer did not find.
        drowned: the same, where others talk.
        change: cost of a change of speaker inside a sentence.
        sentence: taken off it at the end of a sentence.
        capital: taken off it before a capital letter inside a sentence.
        pause: taken off it in a pause of a second or more; a share of it in a shorter one.
        together: cost of no change where a word begins before the last one ends.
        squeezed: cost of no change where a word begins before the last one can have been said.
        broken: cost of no change where a small letter follows the end of a sentence.
        reply: cost of no change before and after a sentence of few words.
        unmarked: taken off `change` and `squeezed` in a text without punctuation.
        lull: replaces `pause` in a text without punctuation.
        bridge: turns of a speaker less apart than this, in seconds, are one.
        brief: edges of turns shorter than this, in seconds, count for less.
        score: weight of the logarithm of a speaker's mean score, where the diarizer gives scores.
        unheard: added to each score.
        around: how much before and after a word counts with it, in errors of edges.
        absent: added to `missed` where the diarizer gives scores.
    """

    edge: float = 0.045
    spread: float = 1.0
    near: float = 0.6
    word: float = 0.2
    letter: float = 0.07
    silence: float = 0.25
    nowhere: float = 16.0
    exclusive: float = 0.15
    first: float = 2.26
    last: float = 0.78
    missed: float = 1.98
    drowned: float = 1.8
    change: float = 2.0
    sentence: float = 2.0
    capital: float = 2.0
    pause: float = 0.3
    together: float = 4.5
    squeezed: float = 2.25
    broken: float = 4.5
    reply: float = 0.5
    unmarked: float = 1.3
    lull: float = 1.6
    bridge: float = 0.1
    brief: float = 0.2
    score: float = 2.0
    unheard: float = 0.02
    around: float = 0.7
    absent: float = 1.4

    def in_noise(self, seconds: float) -> ViterbiOptions:
        """Return the options for a recording whose turns and words are so many seconds apart.

        The less exact times are, the less is it worth that they agree.
        """
        edge = self.edge + self.spread * seconds
        less = math.log(edge / self.edge)
        return replace(
            self,
            edge=edge,
            first=max(0.0, self.first - less),
            last=max(0.0, self.last - less),
            squeezed=max(0.0, self.squeezed - less / 2),
        )

    def in_text(self, has_sentences: bool) -> ViterbiOptions:  # noqa: FBT001  it is the only argument
        """Return the options for a text with marks of sentences, or without: there a change may be anywhere."""
        if has_sentences:
            return self
        change, squeezed = (max(0.0, cost - self.unmarked) for cost in (self.change, self.squeezed))
        return replace(self, change=change, squeezed=squeezed, pause=self.lull)

    @property
    def costs(self) -> Costs:
        """What changes cost."""
        return Costs(
            self.change,
            self.sentence,
            self.capital,
            self.pause,
            self.together,
            self.squeezed,
            self.broken,
            self.reply,
        )


BySpeaker = dict[int, float]
"""For one word, something of each speaker nearby, by number."""


class Decision(NamedTuple):
    """A speaker, how likely it is that it is theirs, and who else is likeliest."""

    speaker: int
    probability: float
    runner_up: int | None


class Viterbi:
    """Decides the speakers of all words together.

    Without `calibrate`, words have the decoder's own probability.
    """

    def __init__(self, options: ViterbiOptions | None = None, *, calibrate: bool = True) -> None:
        self.options = options or ViterbiOptions()
        self._confidence = calibrated if calibrate else float

    def attribute(self, words: Sequence[Word], diarization: Diarization) -> list[AttributedWord]:
        """Return each word with its speaker, and how sure that is."""
        if not (diarization.turns and words):
            return [AttributedWord(word, None, "no turns") for word in words]
        labels = diarization.speakers
        turns = joined(diarization.turns, self.options.bridge)
        outside = Outside(turns, {label: number for number, label in enumerate(labels)})
        excesses = [excess(word, self.options.word, self.options.letter) for word in words]
        nearby = Nearby(turns, outside.numbers, self.options.near)
        depths = [nearby.depths(*item) for item in zip(words, excesses, strict=True)]
        matches = list(edge_words(words, turns))
        options = self.options.in_noise(median(match.seconds for match in matches)).in_text(has_sentences(words))
        scores = _evidence(words, depths, diarization, outside, options)
        _add_edges(scores, matches, outside.numbers, options)
        decisions = _decide(scores, words, excesses, options)
        return [
            self._described(word, around, decision, labels, outside)
            for word, around, decision in zip(words, depths, decisions, strict=True)
        ]

    def _described(
        self,
        word: Word,
        depths: BySpeaker,
        decision: Decision,
        labels: Sequence[str],
        outside: Outside,
    ) -> AttributedWord:
        speaker, probability, runner_up = decision
        confidence = self._confidence(probability)
        depth = depths.get(speaker)
        if depth is not None and depth > 0 and len(depths) == 1 and runner_up is None:
            return AttributedWord(word, labels[speaker], "overlap", 0.0, confidence)
        half = (word.end - word.start) / 2
        distance = outside.gap(speaker, (word.start + word.end) / 2) - half if depth is None else -depth - half
        nearest = max(depths.values(), default=-math.inf) + half
        under = tuple(labels[other] for other, inside in depths.items() if inside > 0 and other != speaker)
        return AttributedWord(
            word,
            labels[speaker],
            "nearest" if distance > 0 else "overlap",
            gap=max(0.0, distance),
            speaker_confidence=confidence,
            runner_up=None if runner_up is None else labels[runner_up],
            overlap=bool(under) and distance < 0,
            other_speakers=under,
            no_speech=nearest < -self.options.silence,
        )


def _evidence(
    words: Sequence[Word],
    depths: Sequence[BySpeaker],
    diarization: Diarization,
    outside: Outside,
    options: ViterbiOptions,
) -> list[BySpeaker]:
    """Return for each word the log-likelihoods of the speakers who can have said it."""
    numbers = outside.numbers
    floor = Floor(diarization.exclusive())
    interjected = remarks(words) | short_sentences(words)
    near = _heard(words, depths, diarization.scores, numbers, options) or [_by_depth(row, options) for row in depths]
    absent = 0.0 if diarization.scores is None else options.absent
    for index, (word, row, scores) in enumerate(zip(words, depths, near, strict=True)):
        inside = sum(depth > 0 for depth in row.values())
        if inside > 1:
            holder = numbers.get(floor.ask(word).speaker or "")
            if holder in scores:
                scores[holder] += options.exclusive
        elif not inside or index in interjected:
            penalty = absent + (options.drowned if inside else options.missed)
            for speaker, chance in outside.chances((word.start + word.end) / 2).items():
                scores[speaker] = max(scores.get(speaker, -options.nowhere), chance - penalty)
    return [scores or {0: 0.0} for scores in near]


def _by_depth(depths: BySpeaker, options: ViterbiOptions) -> BySpeaker:
    """Return how well each speaker's turns explain a word."""
    return {speaker: max(-options.nowhere, _softly(depth / options.edge)) for speaker, depth in depths.items()}


def _heard(
    words: Sequence[Word],
    depths: Sequence[BySpeaker],
    scores: SpeakerScores | None,
    numbers: dict[str, int],
    options: ViterbiOptions,
) -> list[BySpeaker]:
    """Return how well what was heard of each speaker explains a word; nothing without scores."""
    if scores is None:
        return []
    rows = []
    for near, heard in zip(depths, scores.during(words, options.around * options.edge), strict=True):
        shares = {numbers[label]: share for label, share in heard.items() if label in numbers}
        present = dict.fromkeys(near, 0.0) | shares
        rows.append({speaker: options.score * math.log(share + options.unheard) for speaker, share in present.items()})
    return rows


def _add_edges(
    rows: Sequence[BySpeaker], matches: Sequence[EdgeWord], numbers: dict[str, int], options: ViterbiOptions
) -> None:
    """Add what it is worth that turns begin and end where words do."""
    for match in matches:
        scores, speaker = rows[match.word], numbers[match.turn.speaker]
        if speaker in scores:
            worth = options.first if match.at_start else options.last
            worth *= min(1.0, match.turn.duration / options.brief)
            scores[speaker] += worth * math.exp(-match.seconds / options.edge)


def _softly(depth: float) -> float:
    """Return log(1 / (1 + exp(-depth))); the ends, where it is 0 and `depth`, cost nothing."""
    if depth > SURE:
        return 0.0
    return -math.log1p(math.exp(-depth)) if depth > -SURE else depth


def _decide(
    rows: Sequence[BySpeaker], words: Sequence[Word], excesses: Sequence[float], options: ViterbiOptions
) -> list[Decision]:
    """Decide words on their own where that is enough, the stretches between them together."""
    stay, change = costs_between(words, excesses, options.costs)
    decisions: list[Decision] = []
    leads: list[float] = []
    for scores in rows:
        best, lead, second = _alone(scores, options.nowhere)
        leads.append(lead)
        decisions.append(Decision(best, _logistic(lead), second))
    for first, last in _doubtful(leads, stay, change):
        states = sorted({state for scores in rows[first:last] for state in scores})
        table = [[scores.get(state, -options.nowhere) for state in states] for scores in rows[first:last]]
        inside = slice(first, last - 1)
        path = best_path(table, stay[inside], change[inside])
        for index, state, chances in zip(
            range(first, last), path, posteriors(table, stay[inside], change[inside]), strict=True
        ):
            others = (other for other in range(len(states)) if other != state)
            second = max(others, key=chances.__getitem__, default=None)
            decisions[index] = Decision(states[state], chances[state], None if second is None else states[second])
    return decisions


def _alone(scores: BySpeaker, nowhere: float) -> tuple[int, float, int | None]:
    """Return a word's best speaker, by how much it is better than the second best, and that one if it is near."""
    if len(scores) == 1:
        ((best, score),) = scores.items()
        return best, score + nowhere, None
    best = max(scores, key=scores.__getitem__)
    second = max((other for other in scores if other != best), key=scores.__getitem__)
    return best, scores[best] - scores[second], second


def _logistic(lead: float) -> float:
    return 1.0 / (1.0 + math.exp(-lead)) if lead < SURE else 1.0


def _doubtful(leads: Sequence[float], stay: Sequence[float], change: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Yield the stretches (first, last + 1) of words that are not decided, with the decided words beside them.

    A word is decided if its best speaker leads by more than another one could save between it and its neighbours.
    """
    savings = [0.0, *(abs(kept - changed) for kept, changed in zip(stay, change, strict=True)), 0.0]
    first = None
    for index, lead in enumerate(leads):
        if lead > savings[index] + savings[index + 1]:
            if first is not None:
                yield max(0, first - 1), index + 1
            first = None
        elif first is None:
            first = index
    if first is not None:
        yield max(0, first - 1), len(leads)
