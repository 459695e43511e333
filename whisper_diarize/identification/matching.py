"""Matching of a recording's speakers with known people: pure, and careful about people who are not known.

The best exemplar chooses a person, for a voice differs from room to room; the margin to the next person is taken on
averages, for one odd exemplar must not decide. A name is suggested where the voice is above the cut-off and the margin
wide enough, and where the person has no better voice in the recording: at most one speaker gets a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.records import Match, VoiceFigures

from .records import Person, Voice, unit

MIN_SECONDS = 3.0
"""Of clean speech, to be compared at all."""

UNKNOWN = Match(None, None, None, "unknown")
"""The match of a speaker who was not compared: too little speech, or an empty library."""


def match(voices: Sequence[Voice], people: Sequence[Person], model: str, figures: VoiceFigures) -> dict[str, Match]:
    """Return a match for each speaker of a recording, by label; people without exemplars of the model do not count."""
    known = [person for person in people if person.usable(model)]
    heard = [voice for voice in voices if voice.seconds >= MIN_SECONDS]
    found = dict.fromkeys((voice.label for voice in voices), UNKNOWN)
    if not known or not heard:
        return found
    best, average = cosines(heard, known, model)
    chosen = best.argmax(axis=1)
    owner = best.argmax(axis=0)
    for place, voice in enumerate(heard):
        person = int(chosen[place])
        lead, rival = _lead(average[place], person)
        near = bool(best[place, person] >= figures.cutoff and lead >= figures.margin)
        scores = [figures.score(float(cosine)) for cosine in best[place]]
        found[voice.label] = _described(scores, known, person, rival, named=near and bool(owner[person] == place))
    return found


def cosines(
    heard: Sequence[Voice], known: Sequence[Person], model: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the cosine of each voice to each person's best exemplar and to their average: two of (voices, people)."""
    vectors = np.stack([unit(voice.vector) for voice in heard]).astype(np.float64)
    best, average = [], []
    for person in known:
        exemplars = person.usable(model)
        stacked = np.stack([one.vector for one in exemplars]).astype(np.float64)
        seconds = np.array([one.seconds for one in exemplars])
        best.append((vectors @ stacked.T).max(axis=1))
        average.append(vectors @ unit(seconds @ stacked))
    return np.stack(best, axis=1), np.stack(average, axis=1)


def _lead(average: NDArray[np.float64], person: int) -> tuple[float, int | None]:
    """Return by how much a person is ahead of the next on averages, and who that is; alone: by any margin."""
    others = np.delete(np.arange(len(average)), person)
    if not len(others):
        return np.inf, None
    rival = int(others[average[others].argmax()])
    return float(average[person] - average[rival]), rival


def _described(
    scores: Sequence[float], known: Sequence[Person], person: int, rival: int | None, *, named: bool
) -> Match:
    score = scores[person]
    margin = None if rival is None else score - scores[rival]
    if not named:
        return Match(None, score, margin, "unknown")
    runner_up = None if rival is None else known[rival].name
    return Match(known[person].name, score, margin, "suggested", runner_up)


def names_of(matches: Mapping[str, Match]) -> dict[str, str]:
    """Return the names that are suggested, by label."""
    return {label: found.name for label, found in matches.items() if found.name is not None}
