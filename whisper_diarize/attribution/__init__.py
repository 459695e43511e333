"""Attribution: words and turns -> a speaker for every word. Pure."""

from .assign import attribute, keeps_words
from .fitting import fitted
from .options import ViterbiOptions
from .overlap import Overlap
from .trimming import trimmed
from .viterbi import Viterbi

__all__ = ["Overlap", "Viterbi", "ViterbiOptions", "attribute", "fitted", "keeps_words", "trimmed"]
