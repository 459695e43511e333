"""WDER: the share of words, of those that both sides have, that are given to the wrong person.

Source: Shafey, Soltau, Shafran, "Joint Speech Recognition and Speaker Diarization via Sequence Transduction"
(Interspeech 2019), equation 1: (wrong among the substituted + wrong among the correct) / (substituted + correct).
Missing and additional words are left to cpWER.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .alignment import align
from .annotation import SaidWord
from .matching import Confusion, confusion_of


@dataclass(frozen=True, slots=True)
class WordDiarization:
    """`wrong` of `paired` words have another speaker than the matched one; `missing` and `additional` have no pair."""

    wrong: int
    paired: int
    missing: int
    additional: int
    confusion: Confusion

    @property
    def rate(self) -> float | None:
        """Return WDER; None if no word has a pair."""
        return self.wrong / self.paired if self.paired else None


def word_diarization(
    reference: Sequence[SaidWord],
    hypothesis: Sequence[SaidWord],
    *,
    within: float,
    rows: Sequence[str],
    columns: Sequence[str],
) -> WordDiarization:
    """Align the words within so many seconds of each other, match `rows` with `columns`, and count."""
    pairs = align(reference, hypothesis, within=within)
    shares = Counter((reference[i].speaker, hypothesis[j].speaker) for i, j in pairs)
    confusion = confusion_of("words", shares, rows, columns)
    return WordDiarization(
        len(pairs) - int(confusion.agreed()),
        len(pairs),
        len(reference) - len(pairs),
        len(hypothesis) - len(pairs),
        confusion,
    )
