"""Work ahead: what makes the next item runs in a thread while the caller uses the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """Yield the items in their order, each made while the one before is used.

    Whoever stops early waits for the item in the making, no longer. An error is raised where its item would have come.
    """
    source, end = iter(items), object()
    with ThreadPoolExecutor(1, "ahead") as thread:
        following = thread.submit(next, source, end)
        while (item := following.result()) is not end:
            following = thread.submit(next, source, end)
            yield item  # type: ignore[misc]  # not `end`
