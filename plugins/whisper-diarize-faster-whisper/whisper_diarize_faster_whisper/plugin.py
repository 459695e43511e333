"""The hook implementation."""

from __future__ import annotations

from whisper_diarize import PluginError, Register, Transcriber, hookimpl

from .options import FasterWhisperOptions

API_VERSION = 1


@hookimpl
def register_transcribers(register: Register[Transcriber]) -> None:
    """Offer `--transcriber faster-whisper`."""
    register(
        "faster-whisper", _make, options=FasterWhisperOptions, summary="OpenAI's Whisper on CTranslate2: CPUs and CUDA"
    )


def _make(options: FasterWhisperOptions) -> Transcriber:
    try:
        from .engine import FasterWhisperTranscriber  # noqa: PLC0415  listing plugins must not load the engine
    except ImportError as exc:
        raise PluginError(
            f"faster-whisper cannot be imported ({str(exc).splitlines()[0]}): pip install faster-whisper"
        ) from exc

    return FasterWhisperTranscriber(options)
