"""What a diarizer hears in a recording, before it concludes who speaks: arrays by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the commands' help need not wait for NumPy
    from numpy.typing import NDArray


# Any: each array has its own type
def join_heard(parts: Sequence[Mapping[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    """Put parts that follow each other together: arrays of one name along their first axis; a part may lack names."""
    import numpy as np  # noqa: PLC0415  see above

    names = dict.fromkeys(name for part in parts for name in part)
    return {name: np.concatenate([part[name] for part in parts if name in part]) for name in names}
