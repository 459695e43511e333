"""LocalAgreement-2: words are certain when two hypotheses, one after the other, begin with them.

Source: Machacek, Dabre and Bojar 2023, "Turning Whisper into Real-Time Transcription System", section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from whisper_diarize import Word

REPEATED = 5  # words, at most, that a hypothesis may repeat from what is certain
NEAR_SECONDS = 1.0  # of the last certain word: there it may


@dataclass
class Agreement:
    """Words that are certain, which never change, and those that only the last hypothesis has.

    Attributes:
        certain: all words that are certain, in order.
        tentative: the words after them, in the last hypothesis.
    """

    certain: list[Word] = field(default_factory=list)
    tentative: list[Word] = field(default_factory=list)

    @property
    def end(self) -> float:
        """End of the last certain word, in seconds."""
        return self.certain[-1].end if self.certain else 0.0

    def hear(self, words: Sequence[Word]) -> list[Word]:
        """Take the next hypothesis, of words at their times in the recording; return those that are certain now."""
        new = self._after_certain(words)
        agreed = num_agreed(self.tentative, new)
        return self._settle(new[:agreed], new[agreed:])

    def settle(self) -> list[Word]:
        """Take the last hypothesis as certain: no more will be heard."""
        return self._settle(self.tentative, [])

    def _settle(self, words: Sequence[Word], rest: Sequence[Word]) -> list[Word]:
        settled = [_not_before(word, self.end) for word in words]
        self.certain.extend(settled)
        self.tentative = list(rest)
        return settled

    def _after_certain(self, words: Sequence[Word]) -> list[Word]:
        """Leave out what is certain already: by its time, or because the same words come again near it."""
        later = [word for word in words if (word.start + word.end) / 2 > self.end]
        if not later or later[0].start > self.end + NEAR_SECONDS:
            return later
        last = [plain(word.text) for word in self.certain[-REPEATED:]]
        first = [plain(word.text) for word in later[:REPEATED]]
        repeated = next(
            (size for size in range(min(len(last), len(first)), 0, -1) if last[-size:] == first[:size]),
            0,
        )
        return later[repeated:]


def num_agreed(before: Sequence[Word], now: Sequence[Word]) -> int:
    """Count the words with which both hypotheses begin; neither case nor punctuation matters."""
    pairs = zip(before, now, strict=False)
    return next(
        (place for place, (old, new) in enumerate(pairs) if plain(old.text) != plain(new.text)),
        min(len(before), len(now)),
    )


def plain(text: str) -> str:
    """Return a word without case and punctuation.

    >>> plain(" Don't,"), plain(" -")
    ("don't", '-')
    """
    bare = "".join(character for character in text.casefold() if character.isalnum() or character == "'")
    return bare or text.strip()


def _not_before(word: Word, end: float) -> Word:
    """Move the start of a word that would begin before the last certain one ends."""
    if word.start >= end:
        return word
    return Word(end, max(word.end, end), word.text, word.probability, interpolated=word.interpolated)
