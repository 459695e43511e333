"""The actor: a batch of its own on the shared folder, with models that stay, one recording after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import pyarrow as pa

from whisper_diarize import WhisperDiarizeError
from whisper_diarize.batch import Batch, FoundRecording, Request
from whisper_diarize.protocols import Diarizer
from whisper_diarize.read_options import reading_with

from .dividing import Helpers, divided
from .node import Node
from .rows import SCHEMA, Row, failed_row, row_of

MAX_CRASHES = 3
"""A recording that has ended so many actors has failed: Ray would start another one for ever."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """The work of an actor; recordings of more than `split_seconds` are shared out among `helpers`."""

    request: Request
    node: Node = field(default_factory=Node)
    split_seconds: float | None = None
    helpers: Helpers | None = None


class Transcribing:
    """Does the recordings of a table; a failure is a row, never an exception: Ray would give up the whole block."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self._batch: Batch | None = None

    def __call__(self, recordings: pa.Table) -> pa.Table:
        """Return a row for each recording."""
        with reading_with(self._assignment.request.reading):
            return pa.Table.from_pylist([self._row(given) for given in recordings.to_pylist()], SCHEMA)

    def _row(self, given: Mapping[str, str]) -> Row:
        source = given["audio_filepath"]
        place = given.get("recording") or PurePosixPath(source).name
        found = FoundRecording(source, place, given.get("folder"))
        try:
            if self._batch is None:
                self._batch = self._open()
            result = list(self._batch.run([found]))[-1]
        except WhisperDiarizeError as error:  # of plugins, models, or the output folder
            return failed_row(source, place, str(error))
        return row_of(result, source, self._batch.entry_of(found))

    def _open(self) -> Batch:
        plugins = self._assignment.node.prepare()
        return self._assignment.request.open(plugins, max_crashes=MAX_CRASHES, adapt=self._divided)

    def _divided(self, diarizer: Diarizer) -> Diarizer:
        limit, helpers = self._assignment.split_seconds, self._assignment.helpers
        return diarizer if limit is None or helpers is None else divided(diarizer, limit, helpers)
