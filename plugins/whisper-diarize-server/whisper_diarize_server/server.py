"""The state of a server, which its routes share."""

from __future__ import annotations

from dataclasses import dataclass

from .guard import Keys
from .jobs import Jobs
from .metrics import Metrics
from .pool import Pool
from .settings import ServerSettings


@dataclass(frozen=True, slots=True)
class Server:
    """One server."""

    settings: ServerSettings
    jobs: Jobs
    pool: Pool
    metrics: Metrics
    keys: Keys

    @property
    def is_ready(self) -> bool:
        """True if a job can be taken and done."""
        return self.pool.is_ready and not self.jobs.stopping
