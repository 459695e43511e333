"""`whisper-diarize models convert` and `show`: the contents of a model's files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from whisper_diarize.catalogue import AUTO, BUNDLED
from whisper_diarize.errors import ModelError
from whisper_diarize.files import expanded, is_there
from whisper_diarize.plugins import load

from . import arguments as arg
from .errors import handled
from .model_accuracy import measured, print_accuracy
from .progress import configure_logging
from .terminal import console, out

if TYPE_CHECKING:
    from rich.table import Table

    from whisper_diarize.models import ModelConfig, ModelDescription, ModelFiles, NetworkDescription

Dtype = Literal["float32", "float16"]
SOURCE_HELP = "A name of `models list`, a hub repository, a folder, or one weight file."
Source = Annotated[str, typer.Argument(metavar="NAME|REPO|DIR|FILE", help=SOURCE_HELP)]


def convert(
    source: Source,
    destination: Annotated[Path, typer.Argument(metavar="DST", help="A folder; a .safetensors file for one file.")],
    dtype: Annotated[Dtype, typer.Option(help="Of the weights: float16 takes half the space.")] = "float32",
    force: Annotated[bool, typer.Option("--force", help="Write although DST is there already.")] = False,
    plugin: arg.NamedPlugins = None,
) -> None:
    """Write a model as safetensors and config.json, which hold no code.

    Examples:

        whisper-diarize models convert pytorch-pipeline/ my-model/

        whisper-diarize models convert community-1 community-1-half/ --dtype float16

        whisper-diarize models convert pytorch_model.bin segmentation.safetensors
    """
    configure_logging(quiet=False, verbose=False)
    with handled():
        from whisper_diarize.models import convert as write  # noqa: PLC0415  NumPy is slow to import

        write(_find(source, may_download=True), destination, dtype=dtype, force=force)
        size = sum(path.stat().st_size for path in (destination, *destination.rglob("*")) if path.is_file())
        out(f"wrote {destination} ({size / 1e6:.1f} MB)\n")


def show(
    source: Source,
    layers: Annotated[bool, typer.Option("--layers", help="Show every tensor.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with every tensor.")] = False,
    plugin: arg.NamedPlugins = None,
) -> None:
    """Show a model's layers, parameters, settings and licence, and how right it is if that was measured.

    Downloads nothing.

    Examples:

        whisper-diarize models show bundled

        whisper-diarize models show community-1 --layers

        whisper-diarize models show segmentation/pytorch_model.bin --json
    """
    configure_logging(quiet=False, verbose=False)
    with handled():
        from whisper_diarize.models import describe  # noqa: PLC0415  NumPy is slow to import

        found = _find(source, may_download=False)
        description, accuracy = describe(found), measured(found)
    if as_json:
        shown = asdict(description) | {"accuracy": accuracy and asdict(accuracy)}
        out(json.dumps(shown, indent=2, default=str) + "\n")
    else:
        _print(description, layers=layers)
        if accuracy is not None:
            print_accuracy(accuracy)


def _find(source: str, *, may_download: bool) -> Path | ModelFiles:
    """Return the files of a model, or the one file that `source` is."""
    from whisper_diarize.models import fetch, find_named, resolve  # noqa: PLC0415  NumPy is slow to import
    from whisper_diarize.weights import SUFFIXES  # noqa: PLC0415

    path, models = expanded(source), load().models
    if source not in (AUTO, BUNDLED, *models.names) and is_there(path):
        return path
    if path.suffix in SUFFIXES:
        raise ModelError(f"{source}: there is no such file")
    if may_download or source in (AUTO, BUNDLED):
        return resolve(source, models)
    files = fetch.find_cached(find_named(source, models))
    if files is None:
        raise ModelError(f"{source} is not on this machine; download it: whisper-diarize models download {source}")
    return files


def _print(description: ModelDescription, *, layers: bool) -> None:

    screen = console()
    if description.config is not None:
        for line in _settings(description.config, description.plda):
            screen.print(line)
    for part in ("segmentation", "embedding"):
        network: NetworkDescription | None = getattr(description, part)
        if network is not None:
            screen.print(f"\n{part}: {_summary(network)}")
            screen.print(f"{network.path}")
            if network.blocks:
                screen.print(_table(network, layers=layers))


def _factors(config: ModelConfig) -> str:
    """List the parameters of a clustering."""
    if config.clustering == "ward":
        return f"price of a speaker {config.speaker_penalty:g}"
    threshold = f"threshold {config.clustering_threshold:g}"
    if config.clustering == "vbx":
        return f"{threshold}, Fa {config.fa:g}, Fb {config.fb:g}"
    return threshold


def _settings(config: ModelConfig, plda: tuple[int, int] | None) -> Iterator[str]:
    """Describe the settings of both networks together."""
    yield f"{config.name}: licence {config.licence or 'not stated'}"
    if config.authors:
        yield f"authors: {config.authors}"
    yield f"clustering: {config.clustering}, {_factors(config)}"
    yield f"windows: {config.duration:g} s, one every {config.step:g} s"
    if plda is not None:
        yield f"PLDA: voice vectors of {plda[0]} numbers become {plda[1]}"


def _summary(network: NetworkDescription) -> str:
    if not network.blocks:
        return f"{network.architecture}, an architecture of a plugin"
    facts = [network.architecture, f"{network.num_parameters:,} parameters", ", ".join(network.dtypes)]
    if network.classes is not None:
        facts.append(network.classes)
    return "; ".join(facts)


def _table(network: NetworkDescription, *, layers: bool) -> Table:
    """Return the parts of a network, or all its tensors."""
    from rich.table import Table  # noqa: PLC0415  rich is slow to import

    table = Table("layer", "shape" if layers else "tensors", "parameters")
    table.columns[2].justify = "right"
    for block in network.blocks:
        if not layers:
            table.add_row(block.name, str(len(block.layers)), f"{block.num_parameters:,}")
            continue
        for layer in block.layers:
            table.add_row(layer.name, " x ".join(map(str, layer.shape)), f"{layer.num_parameters:,}")
    return table
