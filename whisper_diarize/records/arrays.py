"""Equality of arrays by value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the commands' help need not wait for NumPy
    from numpy.typing import NDArray


# Any: arrays of any type
def same_arrays(one: NDArray[Any], other: NDArray[Any]) -> bool:
    """Return whether both have the same shape and values; NaN equals NaN."""
    import numpy as np  # noqa: PLC0415  see above

    return one is other or np.array_equal(one, other, equal_nan=True)
