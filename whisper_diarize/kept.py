"""Components that are built when they are first needed, and kept for the next recording."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar, cast, runtime_checkable

from .errors import describe
from .threads import ForkableLock

_log = logging.getLogger(__name__)

MAX_VARIANTS = 4
"""Components of one name with different options that are kept; the one used least recently is dropped."""

Component = TypeVar("Component")


@runtime_checkable
class Closable(Protocol):
    """A component that holds more than Python frees by itself."""

    def close(self) -> None:
        """Give it back; the component may be used again, and takes it anew then."""


class KeptComponents:
    """Components by kind, name and options."""

    def __init__(self) -> None:
        self._lock = ForkableLock()
        self._kept: dict[tuple[str, str], OrderedDict[str, object]] = {}

    def get(self, kind: str, name: str, options: Mapping[str, object], build: Callable[[], Component]) -> Component:
        """Return the component that is kept, or that `build` makes; one is built at a time."""
        key = repr(sorted(options.items()))
        with self._lock:
            variants = self._kept.setdefault((kind, name), OrderedDict())
            if key not in variants:
                variants[key] = build()
            variants.move_to_end(key)
            while len(variants) > MAX_VARIANTS:
                _close(kind, name, variants.popitem(last=False)[1])
            return cast("Component", variants[key])

    def close(self) -> None:
        """Drop all components, and let those close that have something to close."""
        with self._lock:
            kept, self._kept = self._kept, {}
        for (kind, name), variants in kept.items():
            for component in variants.values():
                _close(kind, name, component)


def _close(kind: str, name: str, component: object) -> None:
    """Let a component close; one that fails costs a warning, for its work is done."""
    try:
        if isinstance(component, Closable):
            component.close()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  a component may raise anything
        _log.warning("the %s '%s' failed in close: %s", kind, name, describe(error))
