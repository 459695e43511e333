"""From recordings to a dataset of transcripts."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from whisper_diarize.batch import FoundRecording, Search, batch_request

from .node import Node
from .resources import Resources
from .rows import given_row

if TYPE_CHECKING:
    from ray.data import Dataset

    from .actor import Assignment

MAX_BLOCKS = 4096


# Any: the options of `batch_request`, and Ray's datasets, which publish no types
def transcribe_files(  # noqa: PLR0913  each argument is one thing that a user may say
    recordings: Sequence[str | FoundRecording] | Dataset,
    output_dir: str | os.PathLike[str],
    *,
    options: Mapping[str, Any] | None = None,
    recursive: bool = False,
    plugins: Sequence[str] = (),
    split_over: float | None = None,
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
        options: those of `whisper_diarize.batch.batch_request`: `{"formats": ("srt",), "diarize": True}`.
        recursive: take folders with all that are in them.
        plugins: files or modules of plugins, imported on each node.
        split_over: minutes; the speakers of a longer recording are looked for by several processes, in such parts.
        actors: how many, or the least and the most; None: as many as the cluster has CPUs for, and no more than
            recordings.
        num_cpus: of each actor.
        num_gpus: of each actor.
        memory: bytes of each actor.

    Raises:
        OptionError, PluginError: an option, a name or a plugin is not usable.
        AudioError: a folder cannot be read.
    """
    import ray  # noqa: PLC0415  slow to import
    from ray.data import Dataset  # noqa: PLC0415  likewise

    from .actor import assign  # noqa: PLC0415  likewise

    node, resources = Node(tuple(plugins)), Resources(actors, num_cpus, num_gpus, memory)
    loaded = node.prepare()
    request = batch_request(output_dir, plugins=loaded, **(options or {}))
    assignment = assign(request, node, resources, split_over)
    with request.open(loaded) as batch:  # what is wrong with the options is said here, not on a node
        if isinstance(recordings, Dataset):
            return mapped(recordings, None, assignment, resources)
        plan = batch.plan(_found(recordings, Search(recursive)))
    if not ray.is_initialized():
        ray.init()
    return transcribed([*plan.known, *plan.to_do], assignment, resources)


# Any: Ray's datasets publish no types
def transcribed(recordings: Sequence[FoundRecording], assignment: Assignment, resources: Resources) -> Dataset:
    """Return the dataset of recordings that were found."""
    import ray  # noqa: PLC0415  slow to import

    rows = [given_row(found) for found in recordings]
    given = ray.data.from_items(rows, override_num_blocks=max(1, min(len(rows), MAX_BLOCKS)))
    return mapped(given, len(rows), assignment, resources)


def mapped(given: Dataset, number: int | None, assignment: Assignment, resources: Resources) -> Dataset:
    """Return a dataset whose rows are made of those `given`, which are a `number`, if it is known."""
    from ray.data import ActorPoolStrategy  # noqa: PLC0415  slow to import

    from .actor import Transcribing  # noqa: PLC0415  likewise

    least, most = resources.limits(number)
    return given.map_batches(
        Transcribing,
        fn_constructor_args=(assignment,),
        batch_size=1,
        batch_format="pyarrow",
        # a recording in the queue of an actor would wait for the one before it while others have nothing to do
        compute=ActorPoolStrategy(min_size=least, max_size=most, max_tasks_in_flight_per_actor=1),
        num_cpus=resources.num_cpus,
        num_gpus=resources.num_gpus,
        memory=resources.memory,
    )


def _found(recordings: Sequence[str | FoundRecording], search: Search) -> list[FoundRecording]:
    from .addresses import find  # noqa: PLC0415  it imports decoders

    findings = find([one for one in recordings if isinstance(one, str)], search)
    if findings.errors:
        raise findings.errors[0]
    return [*findings.recordings, *(one for one in recordings if not isinstance(one, str))]
