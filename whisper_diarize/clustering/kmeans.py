"""k-means: a given number of clusters.

Source: pyannote.audio 4.0.7 pipelines/clustering.py, VBxClustering (MIT), which calls scikit-learn in the same way.
"""

from __future__ import annotations

import warnings

import numpy as np

from .linkage import Labels, Vectors

STARTS = 3  # pyannote's
SEED = 42  # pyannote's


def k_means(unit_vectors: Vectors, count: int) -> Labels:
    """Return the cluster of each vector: (num_vectors,), numbered from 0.

    `count` is at most the number of vectors. Where they are the same ones over and over, there are fewer clusters.
    """
    # late, as few recordings need it: importing it takes a second
    from sklearn.cluster import KMeans  # noqa: PLC0415
    from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = KMeans(n_clusters=count, n_init=STARTS, random_state=SEED).fit_predict(unit_vectors)
    labels: Labels = found.astype(np.intp)
    return labels
