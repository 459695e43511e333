"""A batch on the cluster, result by result; recordings of processes that ended elsewhere are done once more."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from whisper_diarize import OptionError, WhisperDiarizeError
from whisper_diarize.batch import BatchResult, FoundRecording, Ledger, Plan

from .rows import Row, given_row, result_of

if TYPE_CHECKING:
    from ray.data import Dataset

POLL_SECONDS = 1.0
MAX_START_FAILURES = 10
"""Actors that end while they start, one after the other: more end the batch, as on nodes without this plugin."""

RowsOf = Callable[[Sequence[FoundRecording]], Iterator[Row]]
"""Returns the rows of recordings, as they are done."""


@dataclass(slots=True)
class Tables:
    """Folders, or addresses, to which the rows go as well."""

    parquet: str | None = None
    jsonl: str | None = None

    @property
    def wanted(self) -> bool:
        """Tell whether the rows go anywhere."""
        return self.parquet is not None or self.jsonl is not None

    # Any: Ray publishes no types
    def rows(self, dataset: Dataset) -> Iterator[Row]:
        """Yield the rows of a dataset, once all are there and written."""
        rows = dataset.materialize()
        for address, write in ((self.parquet, rows.write_parquet), (self.jsonl, rows.write_json)):
            if address is not None:
                system, path = _place(address)
                write(path, filesystem=system)
        yield from rows.iter_rows()


@dataclass(slots=True)
class ClusterRun:
    """One run; `ledger` is in the folder of the outputs; `with_known`: what was done before has rows, too."""

    rows_of: RowsOf
    ledger: Ledger
    with_known: bool = False

    def results(self, plan: Plan) -> Iterator[BatchResult]:
        """Yield a result for each recording that is to be done."""
        elsewhere: list[FoundRecording] = []
        known = set(plan.known)
        for result in self._pass([*plan.known, *plan.to_do] if self.with_known else plan.to_do):
            if result.state == "elsewhere":
                elsewhere.append(result.found)
            elif result.found not in known:
                yield result
        if elsewhere:
            self._wait([self.ledger.key(found.source) for found in elsewhere])
            yield from self._pass(elsewhere)
        self.ledger.claims.close()  # what killed actors have left

    def _pass(self, recordings: Sequence[FoundRecording]) -> Iterator[BatchResult]:
        left = {given_row(found)["audio_filepath"]: found for found in recordings}
        for row in self.rows_of(recordings) if recordings else ():
            yield result_of(row, left.pop(row["audio_filepath"]), self.ledger.folder)
        for found in left.values():
            reason = "it has no row: the process that had it ended, again and again"
            yield BatchResult(found, "failed", errors=(WhisperDiarizeError(f"{found.source}: {reason}"),))

    def _wait(self, names: Sequence[str]) -> None:
        """Wait until no lock on these names looks like that of a process that ended on another machine.

        Its lock is not touched any more, and free after a while; one that is touched has a holder that lives.
        """
        waiting = self.ledger.claims.held(names)
        while waiting:
            time.sleep(POLL_SECONDS)
            now = self.ledger.claims.held(waiting)
            waiting = {name: touched for name, touched in waiting.items() if now.get(name) == touched}


@contextlib.contextmanager
def connected(address: str | None) -> Iterator[None]:
    """Be connected to a cluster; without an address, to one that is started on this machine alone, and stopped again.

    Raises:
        OptionError: there is none, or it does not start.
    """
    import ray  # noqa: PLC0415  slow to import

    if ray.is_initialized():
        yield
        return
    try:
        # without "local" Ray would join a cluster that happens to be on this machine
        ray.init(
            address=address or "local",
            log_to_driver=False,
            logging_level=logging.ERROR,
            include_dashboard=None if address else False,
        )
    except Exception as error:  # Ray's own, also of the plainest kind, as when a starved machine takes too long
        where = f"--address {address}: no cluster answers" if address else "Ray does not start on this machine"
        raise OptionError(f"{where} ({error!s:.200})") from error
    try:
        yield
    finally:
        ray.shutdown()  # at exit Ray would first wait for output that is not shown


def configure_data() -> None:
    """Keep Ray Data silent, and going on when recordings fail."""
    from ray.data import DataContext  # noqa: PLC0415  slow to import

    logging.getLogger("ray.data").setLevel(logging.WARNING)
    context = DataContext.get_current()
    context.max_errored_blocks = -1  # a recording that ends its process costs itself
    context.max_consecutive_actor_init_deaths = MAX_START_FAILURES
    context.enable_progress_bars = False  # there is a bar of ours


# Any: a file system of fsspec
def _place(address: str) -> tuple[Any, str]:
    import fsspec  # noqa: PLC0415  slow to import

    try:
        system, path = fsspec.url_to_fs(address)
    except (ValueError, ImportError) as error:
        raise OptionError(f"{address}: nothing can be written there ({error!s:.200})") from error
    return system, path
