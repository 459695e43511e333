"""Corrections of a transcript, and the page on which a person makes them.

The corrections are pure: a transcript and a correction -> a corrected transcript. Labels stay the diarizer's; a name is
laid over them. Words are counted through the whole transcript, from 0; a segment without word times counts as one word.
Modules that stand here twice, in Python and in JavaScript for the page, are held to the same results by a test. `page`
has all else of the page.
"""

from .carry import Carried, carry_over
from .comments import comment
from .doubts import Doubt, doubts
from .missed import add_turn
from .overview import SpeakerOverview, speaker_overviews
from .page import Html, HtmlOptions
from .paragraphs import begin_paragraph, join_paragraph
from .phrases import rewrite
from .pieces import CHECKED
from .speakers import find_speaker, merge, rename
from .stretching import stretch_turn
from .turns import move_edges
from .words import confirm, correct, reassign

__all__ = [
    "CHECKED",
    "Carried",
    "Doubt",
    "Html",
    "HtmlOptions",
    "SpeakerOverview",
    "add_turn",
    "begin_paragraph",
    "carry_over",
    "comment",
    "confirm",
    "correct",
    "doubts",
    "find_speaker",
    "join_paragraph",
    "merge",
    "move_edges",
    "reassign",
    "rename",
    "rewrite",
    "speaker_overviews",
    "stretch_turn",
]
