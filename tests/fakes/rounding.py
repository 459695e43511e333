"""Bounds of float32's rounding, for any machine and any order of additions.

Nothing here was measured on one processor. `gamma` bounds a sum. Where no bound is near what happens, a tolerance is
`FLOORS` times the error of the plain equations in float32, step by step in NumPy, against the same in float64: two
correct programs that round differently are about that far apart.

Source: Higham 2002, "Accuracy and Stability of Numerical Algorithms", 2nd edition, section 3.1.
"""

import numpy as np
from numpy.typing import NDArray

UNIT = 2.0**-24
"""The largest relative error of one operation in float32."""

FLOORS = 8


def gamma(operations: int) -> float:
    """The largest error of a sum of so many products, relative to the sum of their absolute values."""
    return operations * UNIT / (1 - operations * UNIT)


def tolerance(exact: NDArray[np.float64], rounded: NDArray[np.float32]) -> float:
    """The largest allowed difference from `exact`, given `rounded`, the plain equations' result in float32."""
    return FLOORS * max(float(np.abs(rounded - exact).max()), UNIT * float(np.abs(exact).max()))
