"""Things that are made when they are first used: whose results are kept needs no network, and need not import MLX."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


def lazy(make: Callable[[], T]) -> T:
    """Return what passes for the thing that `make` makes, and makes it when any attribute is asked for."""
    return cast("T", LazyNetwork(make))


class LazyNetwork(Generic[T]):
    """A stand-in that makes the network when it is first asked for something."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make

    @functools.cached_property
    def _made(self) -> T:
        return self._make()

    def __getattr__(self, name: str) -> Any:  # whatever the attribute is
        return getattr(self._made, name)
