"""Clustering of voice vectors into speakers: NumPy, SciPy and scikit-learn; of ours it imports `errors` only."""

from .ahc import AgglomerativeClustering
from .assignment import UNASSIGNED, assign
from .bayesian import VbxClustering
from .centroids import Centroids, Rival
from .linkage import NOTHING, Precomputed
from .plda import Plda
from .ward import WardClustering, distinct_centroids

__all__ = [
    "NOTHING",
    "UNASSIGNED",
    "AgglomerativeClustering",
    "Centroids",
    "Plda",
    "Precomputed",
    "Rival",
    "VbxClustering",
    "WardClustering",
    "assign",
    "distinct_centroids",
]
