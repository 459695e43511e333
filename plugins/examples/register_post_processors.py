"""A post-processor: capital letters, with a mark of the user's choice at the end of each sentence."""

from dataclasses import dataclass

from whisper_diarize import AttributedTranscript, PostProcessor, Register, hookimpl

API_VERSION = 1


@dataclass(frozen=True)
class ShoutOptions:
    """Options of shout.

    Attributes:
        mark: replaces the full stop at the end of a sentence.
    """

    mark: str = "!"


class Shout:
    """Writes every word in capitals."""

    def __init__(self, options: ShoutOptions) -> None:
        self.mark = options.mark

    def process(self, transcript: AttributedTranscript) -> AttributedTranscript:
        """Return a transcript whose words are louder; the text of its segments follows its words."""
        return transcript.map_words(self.shout)

    def shout(self, text: str) -> str:
        """Return one word in capitals."""
        loud = text.upper()
        return loud.removesuffix(".") + self.mark if loud.endswith(".") else loud


@hookimpl
def register_post_processors(register: Register[PostProcessor]) -> None:
    """Offer `--post shout`."""
    register("shout", Shout, options=ShoutOptions, summary="capital letters")
