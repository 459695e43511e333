"""The check for pyannote.audio, which is installed apart from this plugin."""

from __future__ import annotations

import warnings

from whisper_diarize import PluginError


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
