"""Networks as a row of named stages, so that a port is proved, or found wrong, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator

import mlx.core as mx

Stages = Iterator[tuple[str, mx.array]]


def prefixed(prefix: str, stages: Stages) -> Stages:
    """Put a part's name before those of its stages."""
    return ((f"{prefix}.{name}", x) for name, x in stages)


def last(stages: Stages) -> mx.array:
    """Return the output of the last stage."""
    *_, (_, output) = stages
    return output
