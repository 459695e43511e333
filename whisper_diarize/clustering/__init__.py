"""From voice vectors to speakers: NumPy, SciPy and scikit-learn, nothing of ours imported but `errors`."""

from .ahc import AgglomerativeClustering
from .assignment import UNASSIGNED, assign
from .bayesian import VbxClustering
from .centroids import Centroids, Rival
from .linkage import NOTHING, Precomputed
from .plda import Plda
from .spectral import SpectralClustering

__all__ = [
    "NOTHING",
    "UNASSIGNED",
    "AgglomerativeClustering",
    "Centroids",
    "Plda",
    "Precomputed",
    "Rival",
    "SpectralClustering",
    "VbxClustering",
    "assign",
]
