"""From voice vectors to speakers: NumPy, SciPy and scikit-learn, nothing of ours imported but `errors`."""

from .ahc import AgglomerativeClustering
from .assignment import UNASSIGNED, assign
from .bayesian import VbxClustering
from .centroids import Centroids, Rival
from .plda import Plda
from .spectral import SpectralClustering

__all__ = [
    "UNASSIGNED",
    "AgglomerativeClustering",
    "Centroids",
    "Plda",
    "Rival",
    "SpectralClustering",
    "VbxClustering",
    "assign",
]
