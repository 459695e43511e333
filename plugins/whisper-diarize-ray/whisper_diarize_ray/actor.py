"""The actor: a batch of its own on the shared folder, with models that stay, one recording after the other."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

import pyarrow as pa

from whisper_diarize import WhisperDiarizeError
from whisper_diarize.batch import Batch, FoundRecording, Request
from whisper_diarize.protocols import Diarizer
from whisper_diarize.read_options import reading_with

from .dividing import Helpers, divided
from .helping import RayHelpers
from .node import Node
from .resources import Resources
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


def assign(request: Request, node: Node, resources: Resources, split_over: float | None) -> Assignment:
    """Return the work of actors, with whole paths: they may be in another folder; `split_over` is in minutes."""
    folder = Path(os.path.abspath(request.job.output_dir or ""))  # noqa: PTH100  a path stays text
    request = replace(request, job=replace(request.job, output_dir=folder))
    engine = request.selection.diarizer
    if split_over is None or engine is None:
        return Assignment(request, node)
    options = request.selection.options.get(engine, {})
    helpers = RayHelpers(engine, options, node, resources.num_cpus, resources.num_gpus)
    return Assignment(request, node, 60 * split_over, helpers)


class Transcribing:
    """Does recordings, one after the other; a failure is a row, never an exception."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self._batch: Batch | None = None

    def __call__(self, recordings: pa.Table) -> pa.Table:
        """Return a row for each recording of a table of Ray Data, which would give up all of them for an exception."""
        return pa.Table.from_pylist([self.row(given) for given in recordings.to_pylist()], SCHEMA)

    def row(self, given: Mapping[str, str]) -> Row:
        """Do a recording, and return its row."""
        source = given["audio_filepath"]
        place = given.get("recording") or PurePosixPath(source).name
        found = FoundRecording(source, place, given.get("folder"))
        try:
            if self._batch is None:
                self._batch = self._open()
            with reading_with(self._assignment.request.reading):
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
