"""Processors and memory of the actors, and how many actors there are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Resources:
    """Actors, and the resources of each; `actors` None: as many as the cluster has CPUs, or two numbers as limits."""

    actors: int | tuple[int, int] | None = None
    num_cpus: float = 1
    num_gpus: float = 0
    memory: float | None = None

    def limits(self, num_recordings: int | None) -> tuple[int, int]:
        """Return the least and the largest number of actors.

        There are no more than recordings, if their number is known, so that other processors can help with long ones.
        """
        import ray  # noqa: PLC0415  slow to import

        if isinstance(self.actors, tuple):
            least, most = self.actors
        elif self.actors is not None:
            least = most = self.actors
        else:
            cpus: float = ray.cluster_resources().get("CPU", 1)  # type: ignore[no-untyped-call]  # Ray types some names
            least = most = max(1, int(cpus / max(self.num_cpus, 0.01)))
        limit = max(1, num_recordings) if num_recordings is not None else most
        return min(least, limit), min(most, limit)
