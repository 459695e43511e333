"""`whisper-diarize ray`: a batch on a Ray cluster."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer import Argument, Option

from whisper_diarize import OptionError
from whisper_diarize.batch import Ledger, Search
from whisper_diarize.registry import parse_assignments

if TYPE_CHECKING:
    from ray.data import Dataset

RECORDINGS, SPEAKERS, WORDS, OUTPUT, CLUSTER = "Recordings", "Speakers", "Words", "Output", "Cluster"


def transcribe_on_ray(  # noqa: PLR0913, PLR0917  each argument is one thing that a user may say
    audio: Annotated[
        list[str],
        Argument(metavar="AUDIO...", help="Recordings, folders, patterns, lists, or addresses (s3://bucket/talks)."),
    ],
    recursive: Annotated[
        bool, Option("--recursive", "-r", help="Take folders with all that are in them.", rich_help_panel=RECORDINGS)
    ] = False,
    match: Annotated[
        list[str] | None, Option(metavar="PATTERN", help="Of a folder, files like this.", rich_help_panel=RECORDINGS)
    ] = None,
    ignore: Annotated[
        list[str] | None, Option(metavar="PATTERN", help="Leave files like this out.", rich_help_panel=RECORDINGS)
    ] = None,
    diarize: Annotated[bool, Option("--diarize", help="Find the speakers.", rich_help_panel=SPEAKERS)] = False,
    num_speakers: Annotated[
        int | None, Option(min=1, metavar="N", help="How many there are, if you know.", rich_help_panel=SPEAKERS)
    ] = None,
    diarizer: Annotated[str, Option(metavar="NAME", help="What finds them.", rich_help_panel=SPEAKERS)] = "mlx",
    diarization_model: Annotated[
        str | None, Option(metavar="NAME", help="Its model.", rich_help_panel=SPEAKERS)
    ] = None,
    transcriber: Annotated[
        str, Option(metavar="NAME", help="The speech-to-text engine.", rich_help_panel=WORDS)
    ] = "mlx-whisper",
    model: Annotated[str | None, Option(metavar="NAME", help="Its model.", rich_help_panel=WORDS)] = None,
    language: Annotated[str | None, Option(metavar="CODE", help="The language spoken.", rich_help_panel=WORDS)] = None,
    output_format: Annotated[
        list[str] | None, Option("--output-format", "-f", metavar="NAME,...", help="Formats.", rich_help_panel=OUTPUT)
    ] = None,
    output_dir: Annotated[
        Path, Option(metavar="DIR", help="For outputs and the ledger, on all nodes.", rich_help_panel=OUTPUT)
    ] = Path(),
    output_template: Annotated[
        str | None, Option(metavar="TEMPLATE", help="Names of outputs.", rich_help_panel=OUTPUT)
    ] = None,
    redo: Annotated[
        str | None, Option(metavar="failed|all|changed", help="As for transcribe.", rich_help_panel=OUTPUT)
    ] = None,
    parquet: Annotated[
        Path | None, Option(metavar="DIR", help="Write the rows there, as Parquet.", rich_help_panel=OUTPUT)
    ] = None,
    jsonl: Annotated[
        Path | None, Option(metavar="DIR", help="Write the rows there, as JSON lines.", rich_help_panel=OUTPUT)
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
    option: Annotated[
        list[str] | None, Option("--option", "-o", metavar="NAME.KEY=VALUE", help="An option of a component.")
    ] = None,
    plugin: Annotated[
        list[str] | None, Option("--use-plugin", metavar="FILE.py|MODULE", help="A plugin, on each node.")
    ] = None,
    cache: Annotated[bool, Option("--cache", help="Use the cache of each node.")] = False,
) -> None:
    """Transcribe recordings on a Ray cluster, with the ledger of `transcribe`: each goes on with what the other began.

    Examples:
        whisper-diarize ray interviews --recursive --diarize -f srt,json --output-dir /shared/transcripts --address auto

        whisper-diarize ray interviews -r --output-dir transcripts --actors 2 --parquet rows
    """
    from .dataset import transcribe_files  # noqa: PLC0415  slow to import

    given = {
        "formats": tuple(item for value in output_format or ["all"] for item in value.split(",") if item),
        "template": output_template,
        "redo": redo,
        "diarize": diarize,
        "num_speakers": num_speakers,
        "diarizer": diarizer,
        "diarization_model": diarization_model,
        "transcriber": transcriber,
        "model": model,
        "language": language,
        "options": _options(option or []),
        "cache": cache,
    }
    if redo not in {None, "failed", "all", "changed"}:
        raise OptionError(f"--redo {redo}: give failed, all or changed")
    search = Search(recursive, tuple(match or ()), tuple(ignore or ()))
    _start(address)
    from .addresses import find  # noqa: PLC0415  likewise

    found = find(audio, search)
    if not found:
        raise OptionError(f"{', '.join(audio)}: no recording is there; --recursive looks in folders below")
    rows = transcribe_files(
        found, output_dir, options=given, plugins=plugin or (), actors=actors, num_cpus=num_cpus, num_gpus=num_gpus
    )
    states = _tell(_written(rows, parquet, jsonl))
    lost = len(found) - states.total()
    if lost:
        _say(f"error: {lost} recordings have no row: the process that had them ended, again and again")
    Ledger(output_dir).claims.close()  # what killed actors have left
    table = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    _say(f"{table}; the ledger is {output_dir / 'manifest.jsonl'}")
    if states["failed"] or lost:
        raise typer.Exit(1)


def _start(address: str | None) -> None:
    import ray  # noqa: PLC0415  slow to import
    from ray.data import DataContext  # noqa: PLC0415  likewise

    if not ray.is_initialized():
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    logging.getLogger("ray.data").setLevel(logging.WARNING)
    context = DataContext.get_current()
    context.max_errored_blocks = -1  # a recording that ends its process costs itself
    context.enable_progress_bars = sys.stderr.isatty()


# Any: Ray publishes no types
def _written(rows: Dataset, parquet: Path | None, jsonl: Path | None) -> Iterator[dict[str, Any]]:
    """Yield the rows; write them too, if that is wanted, without doing the work again."""
    if parquet is not None or jsonl is not None:
        rows = rows.materialize()
    if parquet is not None:
        rows.write_parquet(str(parquet.absolute()))
    if jsonl is not None:
        rows.write_json(str(jsonl.absolute()))
    yield from rows.iter_rows()


def _tell(rows: Iterator[dict[str, Any]]) -> Counter[str]:
    """Print a line for each row, and count them by status."""
    states: Counter[str] = Counter()
    for row in rows:
        states[row["status"]] += 1
        if row["status"] == "failed":
            _say(f"error: {row['error']}")
        elif row["status"] == "done":
            _say(f"{row['recording']}: {row['duration']:.1f} s of audio in {row['work_seconds']:.1f} s")
    return states


def _options(assignments: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return options as plain text, which goes to other machines."""
    parsed = parse_assignments(assignments)
    return {name: {key: str(value) for key, value in values.items()} for name, values in parsed.items()}


def _say(line: str) -> None:
    typer.echo(line.encode("unicode_escape").decode() if not line.isprintable() else line, err=True)
