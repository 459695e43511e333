"""`whisper-diarize models`: the diarization models, where they come from, and which are on this machine."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from whisper_diarize.catalogue import AUTO, BUNDLED, Catalogue
from whisper_diarize.errors import OptionError
from whisper_diarize.plugins import load

from . import arguments as arg
from . import completion as complete
from .errors import Failures, handled
from .model_files import convert, show
from .progress import configure_logging
from .terminal import console, out

LICENCE_WIDTH = 22  # of `MIT (segmentation-3.0)`, which has no place to break


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list. `size` is in bytes; `folders` are where the files lie, none if they are not here."""

    name: str
    summary: str
    source: list[str]
    licence: str
    authors: str
    gated: bool
    size: int
    cached: bool
    folders: list[str]


def group() -> typer.Typer:
    """Return the commands."""
    app = typer.Typer(no_args_is_help=True, help="List, download, convert and describe diarization models.")
    app.command("list")(list_models)
    app.command("download")(download)
    app.command("convert")(convert)
    app.command("show")(show)
    return app


def list_models(
    plugin: arg.NamedPlugins = None, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """List the models that have a name, and those on this machine. Opens no connection.

    Examples:

        whisper-diarize models list

        whisper-diarize models list --json
    """
    configure_logging(quiet=False, verbose=False)
    with handled():
        rows = _rows(load().models)
    if as_json:
        out(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    else:
        _print_table(rows)


def download(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME...",
            help="A name of `models list`, or owner/name.",
            autocompletion=complete.diarization_models,
        ),
    ],
    plugin: arg.NamedPlugins = None,
) -> None:
    """Download models, so that they are there without a network; compare their checksums if they are there already.

    Examples:

        whisper-diarize models download pyannote-3.1

        whisper-diarize models download campplus

        HF_TOKEN=hf_... whisper-diarize models download community-1

        whisper-diarize models download owner/name@REVISION
    """
    configure_logging(quiet=False, verbose=False)
    with handled():
        models = load().models
        _check_names(names, models)
    failures = Failures(len(names), "models")
    for name in names:
        with failures.collecting(name):
            out(_download(name, models) + "\n")
    failures.finish()


def _rows(models: Catalogue) -> list[Row]:
    from whisper_diarize.models import bundled_directory, fetch, read_config  # noqa: PLC0415  NumPy is slow to import

    rows = []
    for model in models.models:
        here = [str(folder) for folder in fetch.folders(model)]
        rows.append(
            Row(
                model.name,
                model.summary,
                [source.name for source in model.sources],
                model.licence,
                model.authors,
                model.gated,
                model.download_size,
                bool(here),
                here,
            )
        )
    folder = bundled_directory()
    size = sum(path.stat().st_size for path in folder.iterdir())
    config = read_config(folder / "config.json")
    about = (BUNDLED, "two small models of ours", ["the package"], config.licence, config.authors)
    return [*rows, Row(*about, gated=False, size=size, cached=True, folders=[str(folder)])]


def _print_table(rows: list[Row]) -> None:
    from rich.table import Table  # noqa: PLC0415  rich is slow to import

    table = Table("name", "what it is", "licence", "size", "here")
    for column in table.columns:
        column.overflow = "fold"
    table.columns[2].min_width = LICENCE_WIDTH
    for row in rows:
        here = "yes" if row.cached else "no, gated" if row.gated else "no"
        table.add_row(
            row.name,
            row.summary,
            row.licence.replace("; ", "\n"),
            f"{row.size / 1e6:.0f} MB",
            here,
        )
    screen = console()
    screen.print(table)
    screen.print(
        "Without --diarization-model, the first of these that is here is taken; if only bundled is, the first that the "
        "hub gives. gated: its owner wants your consent and a token (HF_TOKEN). --json has authors and sources."
    )


def _check_names(names: list[str], models: Catalogue) -> None:
    from whisper_diarize.models import find_named  # noqa: PLC0415  NumPy is slow to import

    for name in names:
        if name == AUTO:
            raise OptionError(f"{AUTO} is a choice, not a model; name one: {', '.join(models.names)}, or owner/name")
        if name != BUNDLED:
            find_named(name, models)


def _download(name: str, models: Catalogue) -> str:
    """Download a model; return a line that says where it is."""
    from whisper_diarize.models import fetch, find_named  # noqa: PLC0415  NumPy is slow to import

    if name == BUNDLED:
        return f"{BUNDLED}: it comes with the package"
    model = find_named(name, models)
    files = fetch.download(model)
    return f"{files.config.name}: {', '.join(str(folder) for folder in fetch.folders(model))}"
