"""`whisper-diarize ray`: a batch on a Ray cluster."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer
from typer import Option

from whisper_diarize import OptionError
from whisper_diarize.batch import FoundRecording, Ledger, refuse_none
from whisper_diarize.cli import batch_call, with_options_of_transcribe

if TYPE_CHECKING:
    from .rows import Row

ROWS, CLUSTER = "Rows", "Cluster"
ONE = "it is for one recording, not for a batch"
REFUSED = {
    "watch": "a cluster does the recordings that are there; run the command again when there are more",
    "settle": "it belongs to --watch, which is not for a cluster",
    "track_per_speaker": "it is for the recordings of one conversation, not for a batch",
    "track_offsets": "it belongs to --track-per-speaker, which is not for a batch",
    "transcript": ONE,
    "output_name": f"{ONE}; a batch has --output-template, as in '{{folder}}/{{name}}'",
    "same_people": "it needs all recordings in one process, and a cluster has many",
    "live_text": "the words are written on other machines",
    "remote": "a server does the work for transcribe; on a cluster the nodes do it",
}
"""Options of `transcribe` that a cluster cannot have, and why."""


@partial(with_options_of_transcribe, refused=tuple(REFUSED))
def transcribe_on_ray(  # noqa: PLR0913, PLR0917  each argument is one thing that a user may say
    context: typer.Context,
    parquet: Annotated[
        str | None,
        Option(metavar="DIR", help="Write the rows there, as Parquet; also s3://...", rich_help_panel=ROWS),
    ] = None,
    jsonl: Annotated[
        str | None,
        Option(metavar="DIR", help="Write the rows there, as JSON lines; also s3://...", rich_help_panel=ROWS),
    ] = None,
    address: Annotated[
        str | None,
        Option(metavar="ADDRESS", help="auto, or host:port; none: this machine.", rich_help_panel=CLUSTER),
    ] = None,
    actors: Annotated[
        int | None, Option(min=1, metavar="N", help="Recordings at once; none: by CPUs.", rich_help_panel=CLUSTER)
    ] = None,
    num_cpus: Annotated[float, Option(min=0, metavar="N", help="Of each actor.", rich_help_panel=CLUSTER)] = 1,
    num_gpus: Annotated[float, Option(min=0, metavar="N", help="Of each actor.", rich_help_panel=CLUSTER)] = 0,
    split_over: Annotated[
        float | None,
        Option(
            min=0.01,
            metavar="MINUTES",
            help="Of a longer recording, let several processes look for speakers, in parts of so many minutes.",
            rich_help_panel=CLUSTER,
        ),
    ] = None,
) -> None:
    """Transcribe recordings on a Ray cluster, with the ledger of `transcribe`: each goes on with what the other began.

    Recordings may be at addresses (s3://bucket/talks) as well. The output folder, folders of models and plugins are at
    the same paths on all nodes.

    Examples:
        whisper-diarize ray interviews --recursive --diarize -f srt,json --output-dir /shared/transcripts --address auto

        whisper-diarize ray interviews -r --output-dir transcripts --actors 2 --parquet rows
    """
    call = batch_call(context, REFUSED)
    given = context.params
    folder, audio = str(given["output_dir"]), list(given["audio"])
    if re.match(r"\w{2,}:/", folder):
        raise OptionError(f"--output-dir {folder}: locks need a folder of a file system that all nodes see")
    from .actor import assign  # noqa: PLC0415  slow to import
    from .addresses import find  # noqa: PLC0415  it imports decoders
    from .dataset import transcribed  # noqa: PLC0415  slow to import
    from .node import Node  # noqa: PLC0415  likewise
    from .pool import longest_first, rows_by_actors  # noqa: PLC0415  likewise
    from .resources import Resources  # noqa: PLC0415  likewise
    from .running import ClusterRun, Tables, configure_data, connected  # noqa: PLC0415  likewise

    findings = find(audio, call.search)
    refuse_none(findings, audio)
    call.view.fail(findings.errors)
    with call.request.open() as batch:
        plan = batch.plan(longest_first(findings.recordings))
    tables = Tables(parquet, jsonl)
    plugins = (os.path.abspath(one) if one.endswith(".py") else one for one in given["plugin"] or ())  # noqa: PTH100
    resources = Resources(actors, num_cpus, num_gpus)
    assignment = assign(call.request, Node(tuple(plugins), offline=given["offline"]), resources, split_over)

    def rows_of(recordings: Sequence[FoundRecording]) -> Iterator[Row]:
        if tables.wanted:
            configure_data()
            return tables.rows(transcribed(recordings, assignment, resources))
        return rows_by_actors(recordings, assignment, resources)

    run = ClusterRun(rows_of, Ledger(given["output_dir"]), tables.wanted)
    with connected(address) if plan.to_do or tables.wanted else nullcontext():
        call.show(plan, partial(run.results, plan))
