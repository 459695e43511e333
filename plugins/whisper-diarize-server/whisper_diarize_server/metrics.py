"""Figures for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from .store import Job, Store

SECONDS = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200)
STATUSES = ("queued", "running", "done", "failed", "cancelled")


class Metrics:
    """The figures of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        name = "whisper_diarize"
        self.accepted = Counter(f"{name}_jobs_accepted", "Jobs that were accepted", registry=self.registry)
        self._ended = Counter(f"{name}_jobs_ended", "Jobs that have ended", ["status"], registry=self.registry)
        self._sound = Counter(f"{name}_audio_seconds", "Seconds of sound of jobs that are done", registry=self.registry)
        self._time = Histogram(
            f"{name}_job_seconds", "Seconds from begin to end of a job", buckets=SECONDS, registry=self.registry
        )
        self._jobs = Gauge(f"{name}_jobs", "Jobs now, by status", ["status"], registry=self.registry)
        self._capacity = Gauge(f"{name}_queue_capacity", "Jobs that may wait", registry=self.registry)
        self._requests = Counter(
            f"{name}_http_requests", "Requests that were answered", ["method", "status"], registry=self.registry
        )
        self.in_flight = Gauge(f"{name}_http_requests_in_flight", "Requests being answered", registry=self.registry)

    def ended(self, job: Job) -> None:
        """Count a job that has ended."""
        self._ended.labels(job.status).inc()
        if job.status == "done":
            self._sound.inc(job.seconds or 0)
            if job.started is not None and job.finished is not None:
                self._time.observe(max(0.0, job.finished - job.started))

    def answered(self, method: str, status: int) -> None:
        """Count a request that was answered."""
        known = method if method in {"GET", "POST", "PUT", "DELETE", "HEAD"} else "other"
        self._requests.labels(known, str(status)).inc()

    def text(self, store: Store, capacity: int) -> bytes:
        """Return all figures in the text format."""
        for status in STATUSES:
            self._jobs.labels(status).set(store.count(status))  # type: ignore[arg-type]  # they are statuses
        self._capacity.set(capacity)
        return generate_latest(self.registry)
