"""From voice vectors to speakers: NumPy and SciPy in float64, nothing of ours imported but `errors`."""

from .ahc import AgglomerativeClustering
from .assignment import UNASSIGNED, assign

__all__ = ["UNASSIGNED", "AgglomerativeClustering", "assign"]
