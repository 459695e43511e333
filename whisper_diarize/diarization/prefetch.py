"""Prefetching: the next item is made in a thread while the caller uses the one before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from whisper_diarize.cancellation import in_this_context, result_of

Item = TypeVar("Item")


def prefetch(items: Iterable[Item]) -> Iterator[Item]:
    """Yield the items in their order, each made while the one before is used.

    A caller that stops early waits for the item in the making, no longer; what stops the caller stops that item too. An
    error is raised in place of its item.
    """
    source, end = iter(items), object()
    with ThreadPoolExecutor(1, "prefetch") as thread:
        following = thread.submit(in_this_context(lambda: next(source, end)))
        while (item := result_of(following)) is not end:
            following = thread.submit(in_this_context(lambda: next(source, end)))
            yield item  # type: ignore[misc]  # not `end`
