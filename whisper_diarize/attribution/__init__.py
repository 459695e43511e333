"""Words and turns -> who said what. Pure."""

from .assign import attribute
from .overlap import Overlap
from .viterbi import Viterbi, ViterbiOptions

__all__ = ["Overlap", "Viterbi", "ViterbiOptions", "attribute"]
