"""The hook implementation."""

from __future__ import annotations

from whisper_diarize import Register, Transcriber, hookimpl

from .options import PocketsphinxOptions

API_VERSION = 1


@hookimpl
def register_transcribers(register: Register[Transcriber]) -> None:
    """Offer `--transcriber pocketsphinx`."""
    register("pocketsphinx", _make, options=PocketsphinxOptions, summary="English, offline, no model to download")


def _make(options: PocketsphinxOptions) -> Transcriber:
    from .engine import PocketsphinxTranscriber  # noqa: PLC0415  listing plugins must not load the engine

    return PocketsphinxTranscriber(options)
