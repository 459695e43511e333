"""The hook implementation, and the options that users set with `-o pocketsphinx.NAME=VALUE`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from whisper_diarize import OptionError, Transcriber, hookimpl


@dataclass(frozen=True, slots=True)
class PocketsphinxOptions:
    """What the engine is told.

    Three paths replace the bundled US English models: `acoustic_model` (a folder), `language_model` and `dictionary`
    (files); `language` is theirs. `language_weight` balances grammar against sound. `beam` and `word_beam` are the
    probabilities, relative to the best, below which a path is dropped: smaller is slower and more accurate.

    A pause of `pause_seconds` ends an utterance, and `margin_seconds` around it are decoded with it. Utterances longer
    than `longest_seconds` are cut where they are quietest.

    Raises:
        OptionError: `longest_seconds` is below 1, or a pause or margin below 0.
    """

    acoustic_model: str | None = None
    language_model: str | None = None
    dictionary: str | None = None
    language: str = "en"
    language_weight: float = 6.5  # pocketsphinx's own
    beam: float = 1e-60
    word_beam: float = 1e-40
    pause_seconds: float = 0.15
    margin_seconds: float = 0.15
    longest_seconds: float = 20.0

    def __post_init__(self) -> None:
        for name, lowest in (("pause_seconds", 0), ("margin_seconds", 0), ("longest_seconds", 1)):
            if not getattr(self, name) >= lowest:
                raise OptionError(f"pocketsphinx.{name} must be at least {lowest}, not {getattr(self, name)}")


@hookimpl
def register_transcribers(register: Callable[..., None]) -> None:
    """Offer `--transcriber pocketsphinx`."""
    register("pocketsphinx", _make, options=PocketsphinxOptions, summary="English, offline, no model to download")


def _make(options: PocketsphinxOptions) -> Transcriber:
    from .engine import PocketsphinxTranscriber  # noqa: PLC0415  listing plugins must not load the engine

    return PocketsphinxTranscriber(options)
