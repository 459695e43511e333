"""Notes of all that a run of live captions shows, and the figures of words and labels in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from whisper_diarize_live.agreement import plain
from whisper_diarize_live.captions import Captions, Change
from whisper_diarize_live.labels import UNKNOWN

from whisper_diarize import Turn, Word

NEAR_SECONDS = 1.0


@dataclass
class Watcher:
    """Notes all that is shown, and when."""

    changes: list[Change] = field(default_factory=list)
    labels: list[list[str]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    first_turns: list[Turn] = field(default_factory=list)
    changed: int = 0
    _seen: float = 0.0

    def show(self, change: Change, captions: Captions) -> None:
        """Note a change."""
        if captions.turns is not self.turns:
            self.turns = captions.turns
            self.first_turns += clipped(self.turns, self._seen, change.heard)
            self._seen = change.heard
        self.changes.append(change)
        self.labels.append(list(captions.speakers))
        self.changed += sum(old != new for old, new in zip(self.words, captions.words, strict=False))
        self.words = list(captions.words)

    def end(self, captions: Captions) -> None:
        """Ignore the end: the last change was shown."""

    def confirmed(self) -> list[float]:
        """Return the seconds from the end of each word until it was certain."""
        return [change.at - self.words[place].end for change in self.changes for place in change.added]

    def interim(self) -> list[float]:
        """Return the seconds from the end of each word until it was shown at all."""
        shown = [
            (change.at, [*(self.words[place] for place in change.added), *change.tentative]) for change in self.changes
        ]
        return [
            next((at for at, words in shown if any(same_word(word, other) for other in words)), np.inf) - word.end
            for word in self.words
        ]

    def taken_back(self) -> int:
        """Count the words that were shown and then were not."""
        count = 0
        for change, after in zip(self.changes, self.changes[1:], strict=False):
            kept = [*(self.words[place] for place in after.added), *after.tentative]
            count += sum(not any(same_word(word, other) for other in kept) for word in change.tentative)
        return count

    def first_labels(self) -> list[str]:
        """Return the first label of each word that was a person's."""
        return [
            next((labels[place] for labels in self.labels if place < len(labels) and labels[place] != UNKNOWN), UNKNOWN)
            for place in range(len(self.words))
        ]

    def flips(self) -> int:
        """Count the words that were one person's, and then another's."""
        seen = [
            {labels[place] for labels in self.labels if place < len(labels)} - {UNKNOWN}
            for place in range(len(self.words))
        ]
        return sum(len(labels) > 1 for labels in seen)


def same_word(one: Word, other: Word) -> bool:
    """Tell whether two hypotheses have a word in common."""
    return plain(one.text) == plain(other.text) and abs(one.start - other.start) < NEAR_SECONDS


def clipped(turns: Sequence[Turn], start: float, end: float) -> list[Turn]:
    """Return the parts of turns between two moments."""
    return [
        replace(turn, start=max(turn.start, start), end=min(turn.end, end))
        for turn in turns
        if turn.start < end and turn.end > start
    ]
