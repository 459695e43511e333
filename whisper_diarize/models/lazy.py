"""Values that are made when they are first asked for: a run whose results are cached then never imports MLX."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lazy(Generic[T]):
    """A value that `make` makes once, for the first caller of any thread; the others wait for it."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make: Callable[[], T] | None = make
        self._made: list[T] = []
        self._making = threading.Lock()

    def __call__(self) -> T:
        """Return the value."""
        with self._making:
            if self._make is not None:
                self._made.append(self._make())
                self._make = None  # what it was made of may be large
        return self._made[0]
