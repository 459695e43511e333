"""From voice vectors to speakers: NumPy and SciPy in float64, nothing of ours imported but `errors`."""

from .ahc import AgglomerativeClustering
from .assignment import UNASSIGNED, assign
from .plda import Plda

__all__ = ["UNASSIGNED", "AgglomerativeClustering", "Plda", "assign"]
