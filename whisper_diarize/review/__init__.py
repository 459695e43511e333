"""Corrections of a transcript, and the page on which a person makes them.

The corrections are pure: a transcript and a correction -> a corrected transcript. Labels stay the diarizer's; a name is
laid over them. Words are counted through the whole transcript, from 0; a segment without word times counts as one word.
`words`, `turns`, `speakers` and `doubts` stand here twice, in Python and in JavaScript for the page, and a test holds
both to the same results. `page` has all else of the page.
"""

from .carry import Carried, carry_over
from .doubts import Doubt, doubts
from .overview import SpeakerOverview, speaker_overviews
from .page import Html, HtmlOptions
from .speakers import find_speaker, merge, rename
from .words import CHECKED, confirm, correct, reassign

__all__ = [
    "CHECKED",
    "Carried",
    "Doubt",
    "Html",
    "HtmlOptions",
    "SpeakerOverview",
    "carry_over",
    "confirm",
    "correct",
    "doubts",
    "find_speaker",
    "merge",
    "reassign",
    "rename",
    "speaker_overviews",
]
