"""`whisper-diarize train`: prepare, segmentation, embedding, plda, export, tune, evaluate. torch comes when run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from whisper_diarize_train.config import DEFAULT, read_config

if TYPE_CHECKING:
    from whisper_diarize_train.run import Place
    from whisper_diarize_train.teachers import Part

train = typer.Typer(help="Train the diarizer's networks and score them.", no_args_is_help=True)

Data = Annotated[Path, typer.Option(help="The folder that `prepare` wrote.", exists=True, file_okay=False)]
RunFolder = Annotated[Path, typer.Option(help="Checkpoints and logs; a run goes on from what is there.")]
ConfigFile = Annotated[Path, typer.Option("--config", help="Settings, TOML.", exists=True, dir_okay=False)]
Start = Annotated[
    Path | None,
    typer.Option(help="Weights to start from: ours or pyannote's, .safetensors or .bin.", exists=True, dir_okay=False),
]
Teacher = Annotated[
    str | None,
    typer.Option(help="A trained network whose answers are learnt as well: FILE, or a model on this machine."),
]
Device = Annotated[str, typer.Option(help="torch's name of the device: cpu, cuda, mps.")]
DATA, RUN = Path("train-data"), Path("train-run")


@train.command()
def prepare(
    corpus: Annotated[Path, typer.Argument(help="A folder with manifest.csv.", exists=True, file_okay=False)],
    data: Annotated[Path, typer.Option(help="Where to write the decoded clips.")] = DATA,
) -> None:
    """Decode a corpus and find the speech in it."""
    from whisper_diarize_train import corpus as corpora  # noqa: PLC0415 - heavy

    with _progress("clips") as progress:
        corpora.prepare(corpus, data, progress)


@train.command()
def segmentation(  # noqa: PLR0913, PLR0917 - typer's options
    data: Data = DATA,
    run: RunFolder = RUN,
    config: ConfigFile = DEFAULT,
    device: Device = "cpu",
    start: Start = None,
    teacher: Teacher = None,
) -> None:
    """Train PyanNet on simulated mixtures; `--teacher`: a PyanNet of pyannote's with powerset classes."""
    from whisper_diarize_train import corpus  # noqa: PLC0415 - heavy
    from whisper_diarize_train.segmentation import train_segmentation  # noqa: PLC0415 - heavy

    settings = read_config(config).segmentation
    train_segmentation(corpus.load(data), settings, _place(run, "segmentation", device, start, teacher), _report)
    _draw(run / "segmentation")


@train.command()
def embedding(  # noqa: PLR0913, PLR0917 - typer's options
    data: Data = DATA,
    run: RunFolder = RUN,
    config: ConfigFile = DEFAULT,
    device: Device = "cpu",
    start: Start = None,
    teacher: Teacher = None,
) -> None:
    """Train the ResNet to tell voices apart; `--teacher`: CAM++ (`campplus`), or a ResNet34 of WeSpeaker's."""
    from whisper_diarize_train import corpus  # noqa: PLC0415 - heavy
    from whisper_diarize_train.embedding import train_embedding  # noqa: PLC0415 - heavy

    settings = read_config(config).embedding
    train_embedding(corpus.load(data), settings, _place(run, "embedding", device, start, teacher), _report)
    _draw(run / "embedding")


@train.command()
def plda(data: Data = DATA, run: RunFolder = RUN, config: ConfigFile = DEFAULT) -> None:
    """Estimate the PLDA that VBx needs, from the embedding trained so far."""
    from whisper_diarize_train import corpus, networks  # noqa: PLC0415 - heavy
    from whisper_diarize_train.export import write_plda  # noqa: PLC0415 - heavy
    from whisper_diarize_train.plda import train_plda  # noqa: PLC0415 - heavy
    from whisper_diarize_train.starting import load_start  # noqa: PLC0415 - heavy

    settings = read_config(config)
    network = networks.WeSpeakerResNet34(settings.embedding.width, settings.embedding.dim)
    load_start(network, run / "embedding" / "model.pt")
    with _progress("recordings") as progress:
        arrays = train_plda(corpus.load(data), network, settings.plda, progress)
    write_plda(arrays, run / "plda")
    typer.echo(f"wrote {run / 'plda'}")


@train.command()
def curves(run: RunFolder = RUN) -> None:
    """Draw the learning curves of both networks, so far, as PNG."""
    for name in ("segmentation", "embedding"):
        _draw(run / name)


@train.command()
def export(
    out: Annotated[Path, typer.Argument(help="The model directory to write.")],
    run: RunFolder = RUN,
    config: ConfigFile = DEFAULT,
) -> None:
    """Write the networks trained so far as a model that `--diarization-model DIR` takes."""
    import torch  # noqa: PLC0415 - heavy

    from whisper_diarize_train import export as exporting  # noqa: PLC0415 - heavy

    states = [torch.load(run / name / "model.pt", weights_only=True) for name in ("segmentation", "embedding")]
    exporting.export(states[0], states[1], out, read_config(config).model, exporting.read_plda(run / "plda"))
    typer.echo(f"wrote {out}")


@train.command()
def tune(
    model: Annotated[Path, typer.Argument(help="A model directory.", exists=True, file_okay=False)],
    data: Data = DATA,
    config: ConfigFile = DEFAULT,
) -> None:
    """Print which settings of the clustering do best on validation speakers, to be put into [model] by hand."""
    from whisper_diarize_train import corpus  # noqa: PLC0415 - heavy
    from whisper_diarize_train.held_out import draw_dialogues  # noqa: PLC0415 - heavy
    from whisper_diarize_train.tune import GRIDS  # noqa: PLC0415 - heavy
    from whisper_diarize_train.tune import tune as try_all  # noqa: PLC0415 - heavy

    settings = read_config(config)
    seed = settings.tune.seed
    dialogues = list(draw_dialogues(corpus.load(data), "validation", settings.tune.dialogues, seed))
    with _progress("dialogues") as progress:
        found = try_all(dialogues, model, settings.model, progress)
    for total, tried in found[:10]:
        values = "  ".join(f"{name} = {getattr(tried, name)}" for name in GRIDS[tried.clustering])
        typer.echo(f"DER {total.rate:.1%}  count right {total.right_counts} of {total.dialogues}  {values}")


@train.command()
def evaluate(
    model: Annotated[Path, typer.Argument(help="A model directory.", exists=True, file_okay=False)],
    data: Data = DATA,
    split: Annotated[Literal["validation", "test"], typer.Option(help="Whose speakers.")] = "test",
    dialogues: Annotated[int, typer.Option(help="How many dialogues to simulate.", min=0)] = 16,
    seed: Annotated[int, typer.Option(help="Seed of the simulation.")] = 1,
) -> None:
    """Print how the model does on speakers that it was not trained on."""
    from whisper_diarize_train import corpus  # noqa: PLC0415 - heavy
    from whisper_diarize_train.evaluate import dialogue_report, network_report  # noqa: PLC0415 - heavy
    from whisper_diarize_train.held_out import draw_dialogues  # noqa: PLC0415 - heavy

    clips = corpus.load(data)
    for line in network_report(clips, model, split, seed):
        typer.echo(f"{line.name:44}{line.values[0]:>8}")
    if dialogues == 0:
        return
    with _progress("dialogues") as progress:
        lines = list(dialogue_report(list(draw_dialogues(clips, split, dialogues, seed)), model, progress))
    typer.echo(f"\n{f'{dialogues} dialogues':44}{'DER':>8}{'missed':>8}{'false':>8}{'confused':>10}{'count right':>13}")
    for line in lines:
        der, missed, false_alarm, confused, count = line.values
        typer.echo(f"{line.name:44}{der:>8}{missed:>8}{false_alarm:>8}{confused:>10}{count:>13}")


def _place(run: Path, part: "Part", device: str, start: Path | None, teacher: str | None) -> "Place":
    from whisper_diarize_train.run import Place  # noqa: PLC0415 - heavy
    from whisper_diarize_train.teachers import teacher_file  # noqa: PLC0415 - heavy

    return Place(run / part, device, start, None if teacher is None else teacher_file(teacher, part))


def _draw(folder: Path) -> None:
    from whisper_diarize_train.curves import draw_curves  # noqa: PLC0415 - heavy

    try:
        typer.echo(f"wrote {draw_curves(folder)}")
    except ValueError as exc:
        typer.echo(exc, err=True)


def _report(scores: dict[str, float]) -> None:
    typer.echo("  ".join(f"{name} {value:.4g}" for name, value in scores.items()))


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console  # noqa: PLC0415 - heavy
    from rich.progress import Progress  # noqa: PLC0415 - heavy

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
