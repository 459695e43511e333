"""`whisper-diarize models`: the diarization models, where they come from, and which are on this machine."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from whisper_diarize.errors import OptionError

from .errors import Failures, handled
from .model_files import convert, show
from .progress import configure_logging
from .terminal import console, out


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list. `size` is in bytes; `folders` are where the files lie, none if they are not here."""

    name: str
    source: list[str]
    licence: str
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


def list_models(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the models that have a name, and those on this machine. Opens no connection.

    Examples:

        whisper-diarize models list

        whisper-diarize models list --json
    """
    configure_logging(quiet=False, verbose=False)
    with handled():
        rows = _rows()
    if as_json:
        out(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    else:
        _print_table(rows)


def download(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="community-1, pyannote-3.1, or owner/name.")],
) -> None:
    """Download models, so that they are there without a network; compare their checksums if they are there already.

    Examples:

        whisper-diarize models download pyannote-3.1

        HF_TOKEN=hf_... whisper-diarize models download community-1

        whisper-diarize models download owner/name@REVISION
    """
    configure_logging(quiet=False, verbose=False)
    with handled():
        _check_names(names)
    failures = Failures(len(names), "models")
    for name in names:
        with failures.collecting(name):
            out(_download(name) + "\n")
    failures.finish()


def _rows() -> list[Row]:
    from whisper_diarize.models import BUNDLED, HUB_MODELS, bundled_directory, fetch, read_config  # noqa: PLC0415

    rows = []
    for model in HUB_MODELS.values():
        here = [str(folder) for folder in fetch.folders(model)]
        sources = [repository.name for repository in model.repositories]
        size = sum(file.size or 0 for repository in model.repositories for file in repository.files)
        rows.append(Row(model.name, sources, model.licence, model.gated, size, bool(here), here))
    folder = bundled_directory()
    size = sum(path.stat().st_size for path in folder.iterdir())
    licence = read_config(folder / "config.json").licence
    return [*rows, Row(BUNDLED, ["the package"], licence, gated=False, size=size, cached=True, folders=[str(folder)])]


def _print_table(rows: list[Row]) -> None:
    from rich.table import Table  # noqa: PLC0415  rich is slow to import

    table = Table("name", "source", "licence", "access", "size", "here")
    for column in table.columns:
        column.overflow = "fold"
    for row in rows:
        access, here = "gated" if row.gated else "open", "yes" if row.cached else "no"
        table.add_row(row.name, "\n".join(row.source), row.licence, access, f"{row.size / 1e6:.0f} MB", here)
    screen = console()
    screen.print(table)
    screen.print(
        "Without --diarization-model, the first of these that is here or can be downloaded is taken; "
        "gated: its owner wants your consent and a token (HF_TOKEN)."
    )


def _check_names(names: list[str]) -> None:
    from whisper_diarize.models import AUTO, BUNDLED, HUB_MODELS, on_hub  # noqa: PLC0415  NumPy is slow to import

    for name in names:
        if name == AUTO:
            raise OptionError(f"{AUTO} is a choice, not a model; name one: {', '.join(HUB_MODELS)}, or owner/name")
        if name != BUNDLED:
            on_hub(name)


def _download(name: str) -> str:
    """Download a model; return a line that says where it is."""
    from whisper_diarize.models import BUNDLED, fetch, on_hub  # noqa: PLC0415  NumPy is slow to import

    if name == BUNDLED:
        return f"{BUNDLED}: it comes with the package"
    model = on_hub(name)
    files = fetch.download(model)
    return f"{files.config.name}: {', '.join(str(folder) for folder in fetch.folders(model))}"
