"""Corrections: a transcript and what a person says of it -> a corrected transcript. Pure.

Labels stay the diarizer's; a name is laid over them. Words are counted through the whole transcript, from 0; a segment
without word times counts as one word. The review page has the same functions in JavaScript
(`formats/review/scripts/edits.js`), and a test holds both to the same results.
"""

from .floor import give_floor
from .review import Doubt, SpeakerReview, doubts, review_speakers
from .speakers import find_speaker, merge, rename
from .words import CHECKED, confirm, correct, reassign

__all__ = [
    "CHECKED",
    "Doubt",
    "SpeakerReview",
    "confirm",
    "correct",
    "doubts",
    "find_speaker",
    "give_floor",
    "merge",
    "reassign",
    "rename",
    "review_speakers",
]
