"""Marks that end sentences and clauses, and marks beside them."""

from __future__ import annotations

SENTENCE_ENDS = ".?!…。？！．؟۔।॥"
"""Marks that end a sentence.

Beside those of Latin and East Asian scripts: `．` (U+FF0E), the full stop of Japanese technical texts; `؟`, of Arabic,
and `۔` (U+06D4), of Urdu; `।`, of Hindi, and `॥` (U+0965), which ends a verse there.
"""

CLAUSE_ENDS = ",;:、，；：،؛—–"
"""Marks that end a clause, a part of a sentence."""

CLOSERS = "\"'”’»)]}」』）"
"""Closing marks, which may stand between the end of a sentence and the space after it; `）` as `)` does."""

ABBREVIATIONS = (
    *("Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.", "Sr.", "Jr.", "vs.", "e.g.", "i.e.", "z.B.", "bzw.", "Nr.", "Mme."),
)
"""Words with a full stop of their own that often stand inside a sentence."""

SPACE_BEFORE, SPACE_AFTER = "?!:;»%", "«"
"""Marks that French parts by a space from the word before, or after, to which they belong."""


def ends_sentence(text: str) -> bool:
    """Return whether a text ends with the end of a sentence.

    >>> ends_sentence("“Yes.”"), ends_sentence("yes,")
    (True, False)
    """
    return text.rstrip().rstrip(CLOSERS).endswith(tuple(SENTENCE_ENDS))
