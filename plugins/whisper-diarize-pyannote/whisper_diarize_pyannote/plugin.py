"""The hook implementations, and the options that users set with `-o pyannote.NAME=VALUE`."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from whisper_diarize import Diarizer, OptionError, PluginError, hookimpl

if TYPE_CHECKING:
    import typer


@dataclass(frozen=True, slots=True)
class PyannoteOptions:
    """Options of pyannote.audio.

    Attributes:
        model: bundled, a folder (whisper_diarize's or pyannote's own layout) or a repository of huggingface.co; a gated
            one needs a token in the environment variable HF_TOKEN.
        device: torch's name of the device to compute on.
        segmentation_batch_size: windows that go through the segmentation network at once.
        embedding_batch_size: voices that go through the embedding network at once.

    Raises:
        OptionError: a batch size is below 1.
    """

    model: str = "bundled"
    device: Literal["cpu", "mps", "cuda"] = "cpu"
    segmentation_batch_size: int = 32  # speaker-diarization-community-1 config.yaml
    embedding_batch_size: int = 4  # its 32 are for GPUs

    def __post_init__(self) -> None:
        for name in ("segmentation_batch_size", "embedding_batch_size"):
            if getattr(self, name) < 1:
                raise OptionError(f"pyannote.{name} must be at least 1, not {getattr(self, name)}")


@hookimpl
def register_diarizers(register: Callable[..., None]) -> None:
    """Offer `--diarizer pyannote`."""
    register("pyannote", _make, options=PyannoteOptions, summary="pyannote.audio itself, on torch; for comparison")


@hookimpl
def register_commands(app: typer.Typer) -> None:
    """Add the group `pyannote`."""
    from .commands import group  # noqa: PLC0415  only when the command line is built

    app.add_typer(group, name="pyannote")


def require_pyannote() -> None:
    """Import pyannote.audio.

    Raises:
        PluginError: it is not installed, or does not fit the rest of the installation.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torchcodec's: we hand over samples
            import pyannote.audio  # noqa: F401, PLC0415  torch: only when the component is built
    except ModuleNotFoundError as exc:
        raise PluginError(
            f"pyannote.audio is not installed ({exc}): pip install 'whisper-diarize-pyannote[pyannote]'"
        ) from exc
    except (ImportError, OSError) as exc:  # OSError: a library that does not fit torch
        raise PluginError(
            f"pyannote.audio cannot be imported: {str(exc).splitlines()[0]}; torch and torchaudio must be of one kind, "
            "both for the CPU or both with CUDA (see the plugin's README)"
        ) from exc


def _make(options: PyannoteOptions) -> Diarizer:
    require_pyannote()
    from .engine import PyannoteDiarizer  # noqa: PLC0415  it imports torch

    return PyannoteDiarizer(options)
