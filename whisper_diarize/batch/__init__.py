"""Batches: recordings in folders and lists, the ledger of what was done, runs that share it, watched folders.

Provisional, for programs and plugins: all names here.
"""

from .entry import Entry, Status
from .finding import Findings, FoundRecording, Search, find_recordings, is_batch, refuse_none
from .ledger import LEDGER, Ledger, entries
from .naming import Template, output_names
from .opening import batch_request
from .request import Request
from .running import Batch, Plan
from .states import Redo
from .watching import POLL_SECONDS, SETTLE_SECONDS, Settling, watched
from .work import BatchResult, BatchState

__all__ = [
    "LEDGER",
    "POLL_SECONDS",
    "SETTLE_SECONDS",
    "Batch",
    "BatchResult",
    "BatchState",
    "Entry",
    "Findings",
    "FoundRecording",
    "Ledger",
    "Plan",
    "Redo",
    "Request",
    "Search",
    "Settling",
    "Status",
    "Template",
    "batch_request",
    "entries",
    "find_recordings",
    "is_batch",
    "output_names",
    "refuse_none",
    "watched",
]
