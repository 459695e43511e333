"""The actor: a batch of its own on the shared folder, with models that stay, one recording after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import pyarrow as pa

from whisper_diarize import WhisperDiarizeError
from whisper_diarize.batch import Batch, FoundRecording, open_batch
from whisper_diarize.plugins import import_plugin

from . import addresses
from .rows import SCHEMA, Row, failed_row, row_of


# Any: the options of `open_batch`
def open_on_node(output_dir: str, options: Mapping[str, Any], plugins: Sequence[str]) -> Batch:
    """Return the batch of a process; `plugins` are files or modules, imported here.

    Raises:
        OptionError, PluginError: as `open_batch`.
    """
    return open_batch(output_dir, plugins=[addresses, *map(import_plugin, plugins)], **options)


class Transcribing:
    """Does the recordings of a table; a failure is a row, never an exception: Ray would give up the whole block."""

    # Any: as above
    def __init__(self, output_dir: str, options: Mapping[str, Any], plugins: Sequence[str]) -> None:
        self._batch = open_on_node(output_dir, options, plugins)

    def __call__(self, recordings: pa.Table) -> pa.Table:
        """Return a row for each recording."""
        return pa.Table.from_pylist([self._row(given) for given in recordings.to_pylist()], SCHEMA)

    def _row(self, given: Mapping[str, str]) -> Row:
        source = given["audio_filepath"]
        place = given.get("recording") or PurePosixPath(source).name
        found = FoundRecording(source, place, given.get("folder"))
        try:
            result = list(self._batch.run([found]))[-1]
        except WhisperDiarizeError as error:  # of the models, or the output folder
            return failed_row(source, place, str(error))
        return row_of(result, source, self._batch.entry_of(found))
