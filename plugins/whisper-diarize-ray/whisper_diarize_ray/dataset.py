"""From recordings to a dataset of transcripts."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from whisper_diarize.batch import FoundRecording, Search

if TYPE_CHECKING:
    from ray.data import Dataset

MAX_BLOCKS = 4096
MAX_CRASHES = 3
"""A recording that has ended so many actors has failed: Ray would start another one for ever."""


# Any: the options of `open_batch`, and Ray's datasets, which publish no types
def transcribe_files(  # noqa: PLR0913  each argument is one thing that a user may say
    recordings: Sequence[str | FoundRecording] | Dataset,
    output_dir: str | os.PathLike[str],
    *,
    options: Mapping[str, Any] | None = None,
    recursive: bool = False,
    plugins: Sequence[str] = (),
    actors: int | tuple[int, int] | None = None,
    num_cpus: float = 1,
    num_gpus: float = 0,
    memory: float | None = None,
) -> Dataset:
    """Return a dataset with a row for each recording, which is done when the dataset is consumed, and recorded then.

    Columns: `audio_filepath`, `recording`, `status` (`done`, `known`, `failed`, `elsewhere`), `error`, `duration`,
    `text`, `language`, `speakers`, `words`, `turns`, `outputs`, `attempt`, `work_seconds`. A recording that was done
    before, by this function or by the command `transcribe`, has the columns of the ledger.

    Args:
        recordings: files, folders, patterns, lists and addresses, or a dataset with a column `audio_filepath`.
        output_dir: the folder for outputs and the ledger, the same on all nodes.
        options: those of `whisper_diarize.batch.open_batch`: `{"formats": ("srt",), "diarize": True}`.
        recursive: take folders with all that are in them.
        plugins: files or modules of plugins, imported on each node.
        actors: how many, or the least and the most; None: as many as the cluster has CPUs for.
        num_cpus: of each actor.
        num_gpus: of each actor.
        memory: bytes of each actor.

    Raises:
        OptionError, PluginError: an option, a name or a plugin is not usable.
    """
    import ray  # noqa: PLC0415  slow to import
    from ray.data import ActorPoolStrategy, Dataset  # noqa: PLC0415  likewise

    from .actor import Transcribing, open_on_node  # noqa: PLC0415  likewise

    arguments = (os.path.abspath(output_dir), {"max_crashes": MAX_CRASHES, **(options or {})}, tuple(plugins))  # noqa: PTH100
    with open_on_node(*arguments) as batch:  # what is wrong with the options is said here, not on a node
        if isinstance(recordings, Dataset):
            given = recordings
        else:
            found = [_whole(one) for one in _found(recordings, Search(recursive))]
            plan = batch.plan(found)
            rows = [_row(one) for one in (*plan.known, *plan.to_do)]
            given = ray.data.from_items(rows, override_num_blocks=max(1, min(len(rows), MAX_BLOCKS)))
    smallest, largest = actors if isinstance(actors, tuple) else (actors or _room(num_cpus),) * 2
    return given.map_batches(
        Transcribing,
        fn_constructor_args=arguments,
        batch_size=1,
        batch_format="pyarrow",
        compute=ActorPoolStrategy(min_size=smallest, max_size=largest),
        num_cpus=num_cpus,
        num_gpus=num_gpus,
        memory=memory,
    )


def _found(recordings: Sequence[str | FoundRecording], search: Search) -> list[FoundRecording]:
    from .addresses import find  # noqa: PLC0415  it imports decoders

    texts = [one for one in recordings if isinstance(one, str)]
    return [*find(texts, search), *(one for one in recordings if not isinstance(one, str))]


def _whole(found: FoundRecording) -> FoundRecording:
    """Return a recording with whole paths: actors may work in another folder."""
    if "://" in found.source:
        return found
    folder = os.path.abspath(found.folder) if found.folder else None  # noqa: PTH100  a path stays text
    return FoundRecording(os.path.abspath(found.source), found.place, folder)  # noqa: PTH100  likewise


def _row(found: FoundRecording) -> dict[str, str | None]:
    return {"audio_filepath": found.source, "recording": found.place, "folder": found.folder}


def _room(num_cpus: float) -> int:
    """Return how many actors the cluster has CPUs for."""
    import ray  # noqa: PLC0415  slow to import

    if not ray.is_initialized():
        ray.init()
    cpus: float = ray.cluster_resources().get("CPU", 1)  # type: ignore[no-untyped-call]  # Ray types some of its names
    return max(1, int(cpus / max(num_cpus, 0.01)))
