"""All words together: the speakers who explain the words best, at a cost for every change of speaker.

`evidence` has what turns say of a word, unless the diarizer has scores, which say more; `changes` what a change between
two words costs; `decoding` finds the speakers who are best for all words together, with `chain`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from whisper_diarize.records import AttributedWord, Diarization, SpeakerScores, Word

from .calibration import BY_SCORES, BY_TURNS, calibrated
from .changes import costs_between
from .decoding import SURE, Decision, decide
from .evidence import BySpeaker, EdgeWord, NearbyTurns, OutsideTurns, edge_words, excess, joined
from .marks import has_sentences, marks_of
from .options import ViterbiOptions
from .turn_index import TurnIndex


class _Place(NamedTuple):
    """A word, how deep it lies in turns, and whether it may be another's remark, by how it is written."""

    word: Word
    depths: BySpeaker
    apart: bool


class Viterbi:
    """Decides the speakers of all words together.

    Without `calibrate`, words have the decoder's own probability.
    """

    def __init__(self, options: ViterbiOptions | None = None, *, calibrate: bool = True) -> None:
        self.options = options or ViterbiOptions()
        self._calibrate = calibrate

    def attribute(self, words: Sequence[Word], diarization: Diarization) -> list[AttributedWord]:
        """Return each word with its speaker, and how sure that is."""
        if not (diarization.turns and words):
            return [AttributedWord(word, None, "no turns") for word in words]
        labels = diarization.speakers
        turns = joined(diarization.turns, self.options.bridge_seconds)
        outside = OutsideTurns(turns, {label: number for number, label in enumerate(labels)})
        excesses = [excess(word, self.options.word_seconds, self.options.letter_seconds) for word in words]
        nearby = NearbyTurns(turns, outside.numbers, self.options.near_seconds)
        marks = marks_of(words)
        places = [
            _Place(word, nearby.depths(word, seconds), index in marks.short or index in marks.interjected)
            for index, (word, seconds) in enumerate(zip(words, excesses, strict=True))
        ]
        matches = list(edge_words(words, turns))
        options = self.options.in_noise(median(match.seconds for match in matches)).in_text(has_sentences(words))
        rows = _evidence(places, diarization, outside, options)
        _add_edges(rows, matches, outside.numbers, options)
        stay, change = costs_between(words, marks, excesses, options.costs)
        decisions = decide(rows, stay, change, absent=options.nowhere)
        if self._calibrate:
            table = BY_TURNS if diarization.scores is None else BY_SCORES
            decisions = [each._replace(probability=calibrated(each.probability, table)) for each in decisions]
        return [
            self._attributed(place.word, place.depths, decision, labels, outside)
            for place, decision in zip(places, decisions, strict=True)
        ]

    def _attributed(
        self,
        word: Word,
        depths: BySpeaker,
        decision: Decision,
        labels: Sequence[str],
        outside: OutsideTurns,
    ) -> AttributedWord:
        speaker, confidence, runner_up = decision
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
            no_speech=nearest < -self.options.silence_seconds,
        )


def _evidence(
    places: Sequence[_Place], diarization: Diarization, outside: OutsideTurns, options: ViterbiOptions
) -> list[BySpeaker]:
    """Return for each word the log-likelihoods of its possible speakers."""
    numbers = outside.numbers
    exclusive = TurnIndex(diarization.exclusive())
    rows = (
        [_by_depth(place.depths, options) for place in places]
        if diarization.scores is None
        else _by_score(places, diarization.scores, numbers, options)
    )
    absent = 0.0 if diarization.scores is None else options.absent
    for place, row in zip(places, rows, strict=True):
        word, middle = place.word, (place.word.start + place.word.end) / 2
        inside = [speaker for speaker, depth in place.depths.items() if depth > 0]
        if len(inside) > 1:
            holder = numbers.get(exclusive.speaker_at(word).speaker or "")
            if holder in row:
                row[holder] += options.exclusive
            longest = outside.longest(inside, middle)
            if longest in row:
                row[longest] += options.floor
        elif not inside or place.apart:
            penalty = absent + (options.drowned if inside else options.missed)
            for speaker, chance in outside.chances(middle).items():
                row[speaker] = max(row.get(speaker, -options.nowhere), chance - penalty)
    return [row or {0: 0.0} for row in rows]


def _by_depth(depths: BySpeaker, options: ViterbiOptions) -> BySpeaker:
    """Return how well each speaker's turns explain a word."""
    return {
        speaker: max(-options.nowhere, _log_sigmoid(depth / options.edge_seconds)) for speaker, depth in depths.items()
    }


def _by_score(
    places: Sequence[_Place], scores: SpeakerScores, numbers: dict[str, int], options: ViterbiOptions
) -> list[BySpeaker]:
    """Return how well the diarizer's scores of each speaker explain each word; where there are none, turns do."""
    rows = []
    heard = scores.during([place.word for place in places], options.around * options.edge_seconds)
    for place, during in zip(places, heard, strict=True):
        if not during:
            rows.append(_by_depth(place.depths, options))
            continue
        shares = {numbers[label]: share for label, share in during.items() if label in numbers}
        present = dict.fromkeys(place.depths, 0.0) | shares
        rows.append({speaker: options.score * math.log(share + options.unheard) for speaker, share in present.items()})
    return rows


def _add_edges(
    rows: Sequence[BySpeaker], matches: Sequence[EdgeWord], numbers: dict[str, int], options: ViterbiOptions
) -> None:
    """Add the weights of turns that begin and end where words do."""
    for match in matches:
        row, speaker = rows[match.word], numbers[match.turn.speaker]
        if speaker in row:
            weight = options.first if match.at_start else options.last
            weight *= min(1.0, match.turn.duration / options.brief_seconds)
            row[speaker] += weight * math.exp(-match.seconds / options.edge_seconds)


def _log_sigmoid(depth: float) -> float:
    """Return log(1 / (1 + exp(-depth))); at the ends, where it is 0 and `depth`, it is not computed."""
    if depth > SURE:
        return 0.0
    return -math.log1p(math.exp(-depth)) if depth > -SURE else depth
