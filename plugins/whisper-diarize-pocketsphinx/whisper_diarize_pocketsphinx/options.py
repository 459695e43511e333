"""Options of the engine, set with `-o pocketsphinx.NAME=VALUE`."""

from __future__ import annotations

from dataclasses import dataclass

from whisper_diarize import OptionError


@dataclass(frozen=True, slots=True)
class PocketsphinxOptions:
    """Options of PocketSphinx. Three paths replace the bundled models, which are US English.

    Attributes:
        acoustic_model: a folder with an acoustic model.
        language_model: a file with a language model.
        dictionary: a file with the pronunciations of words.
        language: the code of the language of the models.
        language_weight: weight of grammar against sound.
        beam: probability, relative to the best, below which a path is dropped; smaller is slower and more accurate.
        word_beam: the same, at the ends of words.
        pause_seconds: a pause of so many seconds ends an utterance.
        margin_seconds: seconds around an utterance that are decoded with it.
        longest_seconds: utterances longer than this are cut where they are quietest.

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
