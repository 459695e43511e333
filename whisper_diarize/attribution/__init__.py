"""Attribution: words and turns -> a speaker for every word. Pure."""

from .assign import attribute, keeps_words
from .echoes import apart, as_echo, without_echo
from .fitting import fitted
from .joining import join_diarizations, merged
from .options import ViterbiOptions
from .overlap import Overlap
from .sides import Side, as_said_by_side, in_channel, of_side, with_side
from .trimming import trimmed
from .viterbi import Viterbi

__all__ = [
    "Overlap",
    "Side",
    "Viterbi",
    "ViterbiOptions",
    "apart",
    "as_echo",
    "as_said_by_side",
    "attribute",
    "fitted",
    "in_channel",
    "join_diarizations",
    "keeps_words",
    "merged",
    "of_side",
    "trimmed",
    "with_side",
    "without_echo",
]
