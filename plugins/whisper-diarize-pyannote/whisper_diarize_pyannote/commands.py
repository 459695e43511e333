"""`whisper-diarize pyannote record`: reference activations, layer by layer. Imports torch only when run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from whisper_diarize import SAMPLE_RATE, AudioError, OptionError, WhisperDiarizeError

from .installed import require_pyannote

group = typer.Typer(help="pyannote.audio as the reference that the port is checked against.", no_args_is_help=True)

SHORTEST = 0.1  # seconds


@group.callback()
def _group() -> None:
    """pyannote.audio as the reference that the port is checked against."""


@group.command()
def record(
    audio: Annotated[str, typer.Argument(help="A recording.")],
    weights: Annotated[Path, typer.Option(help="A network's weights: of the segmentation, or of the embedding.")],
    output: Annotated[Path, typer.Option(help="The .npz to write, for `whisper-diarize doctor --against`.")],
    start: Annotated[float, typer.Option(help="Where the window begins, in seconds.", min=0)] = 0.0,
    duration: Annotated[float, typer.Option(help="How long it is, in seconds.", min=SHORTEST)] = 10.0,
) -> None:
    """Record the output of every layer of a network for a window, in torch."""
    import numpy as np  # noqa: PLC0415 - heavy, as all below

    from whisper_diarize.audio import open_audio  # noqa: PLC0415

    with _handled():
        first, last = (round(seconds * SAMPLE_RATE) for seconds in (start, start + duration))
        samples = open_audio(audio).read(first, last)
        if len(samples) < SHORTEST * SAMPLE_RATE:
            raise AudioError(audio, f"it ends before {start + SHORTEST:g} s; choose an earlier --start")
        require_pyannote()
        from .pipelines import read_tensors  # noqa: PLC0415
        from .recording import record as record_layers  # noqa: PLC0415

        arrays = record_layers(read_tensors(weights), str(weights), samples)
        try:
            np.savez(output, allow_pickle=False, **arrays)
        except OSError as exc:
            raise OptionError(f"{output}: it cannot be written ({exc.strerror}); choose another --output") from exc
    typer.echo(f"wrote {output}: {', '.join(arrays)}")


@contextmanager
def _handled() -> Iterator[None]:
    """Show an error that the user can mend as one line."""
    try:
        yield
    except WhisperDiarizeError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2 if isinstance(error, OptionError) else 1) from error
