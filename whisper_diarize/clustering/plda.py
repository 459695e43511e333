"""Probabilistic linear discriminant analysis: which differences between voice vectors tell people apart.

Source: pyannote.audio 4.0.7 core/plda.py (MIT) and utils/vbx.py, vbx_setup (Apache-2.0, BUT Speech@FIT).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Plda:
    """The parameters, as the two files of a pyannote pipeline have them; float64.

    `mean1`: (dim,), `mean2`: (reduced,), `lda`: (dim, reduced): how vectors are centred and reduced. `mu`: (reduced,),
    `tr`: (reduced, reduced), `psi`: (reduced,): the model of what is left.
    """

    mean1: NDArray[np.float64]
    mean2: NDArray[np.float64]
    lda: NDArray[np.float64]
    mu: NDArray[np.float64]
    tr: NDArray[np.float64]
    psi: NDArray[np.float64]
