"""Words and turns -> who said what. Pure."""

from .assign import attribute, keeps_words
from .overlap import Overlap
from .viterbi import Viterbi, ViterbiOptions

__all__ = ["Overlap", "Viterbi", "ViterbiOptions", "attribute", "keeps_words"]
