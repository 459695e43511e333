"""From recordings to a dataset of transcripts."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whisper_diarize.batch import FoundRecording, Request, Search, batch_request

from .node import Node
from .rows import given_row

if TYPE_CHECKING:
    from ray.data import Dataset

MAX_BLOCKS = 4096


@dataclass(frozen=True, slots=True)
class Resources:
    """Actors, and the resources of each; `actors` None: as many as the cluster has CPUs, or two numbers as limits."""

    actors: int | tuple[int, int] | None = None
    num_cpus: float = 1
    num_gpus: float = 0
    memory: float | None = None


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

    node, resources = Node(tuple(plugins)), Resources(actors, num_cpus, num_gpus, memory)
    loaded = node.prepare()
    request = batch_request(output_dir, plugins=loaded, **(options or {}))
    with request.open(loaded) as batch:  # what is wrong with the options is said here, not on a node
        if isinstance(recordings, Dataset):
            return mapped(recordings, None, request, node, resources, split_over)
        plan = batch.plan(_found(recordings, Search(recursive)))
    if not ray.is_initialized():
        ray.init()
    return transcribed([*plan.known, *plan.to_do], request, node, resources, split_over)


# Any: Ray's datasets publish no types
def transcribed(
    recordings: Sequence[FoundRecording], request: Request, node: Node, resources: Resources, split_over: float | None
) -> Dataset:
    """Return the dataset of recordings that were found."""
    import ray  # noqa: PLC0415  slow to import

    rows = [given_row(found) for found in recordings]
    given = ray.data.from_items(rows, override_num_blocks=max(1, min(len(rows), MAX_BLOCKS)))
    return mapped(given, len(rows), request, node, resources, split_over)


def mapped(  # noqa: PLR0913, PLR0917  each is one thing that the actors need
    given: Dataset,
    number: int | None,
    request: Request,
    node: Node,
    resources: Resources,
    split_over: float | None,
) -> Dataset:
    """Return a dataset whose rows are made of those `given`, which are a `number`, if it is known."""
    from ray.data import ActorPoolStrategy  # noqa: PLC0415  slow to import

    from .actor import Assignment, Transcribing  # noqa: PLC0415  likewise
    from .helping import RayHelpers  # noqa: PLC0415  likewise

    folder = Path(os.path.abspath(request.job.output_dir or ""))  # noqa: PTH100  a path stays text
    request = replace(request, job=replace(request.job, output_dir=folder))
    assignment = Assignment(request, node)
    if split_over is not None and request.selection.diarizer is not None:
        engine = request.selection.diarizer
        options = request.selection.options.get(engine, {})
        helpers = RayHelpers(engine, options, node, resources.num_cpus, resources.num_gpus)
        assignment = replace(assignment, split_seconds=60 * split_over, helpers=helpers)
    least, most = _pool(resources, number)
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


def _pool(resources: Resources, number: int | None) -> tuple[int, int]:
    """Return the least and the largest number of actors: no more than recordings, so that others can help with them."""
    import ray  # noqa: PLC0415  slow to import

    if isinstance(resources.actors, tuple):
        least, most = resources.actors
    elif resources.actors is not None:
        least = most = resources.actors
    else:
        cpus: float = ray.cluster_resources().get("CPU", 1)  # type: ignore[no-untyped-call]  # Ray types some names
        least = most = max(1, int(cpus / max(resources.num_cpus, 0.01)))
    limit = max(1, number) if number is not None else most
    return min(least, limit), min(most, limit)
