"""An observer: remembers who said each word of a recording that is being made."""

from collections.abc import Sequence

from whisper_diarize import hookimpl

API_VERSION = 1


class Speakers:
    """The speakers of all words so far, by recording."""

    def __init__(self) -> None:
        self.of: dict[str, list[str]] = {}

    def add(self, name: str, speakers: Sequence[str]) -> None:
        """Take the speakers of new words."""
        self.of.setdefault(name, []).extend(speakers)

    def change(self, name: str, places: Sequence[int], speaker: str) -> None:
        """Take another speaker of some words."""
        for place in places:
            if place < len(self.of.get(name, ())):
                self.of[name][place] = speaker


said = Speakers()


@hookimpl
def live_text(name: str, speakers: Sequence[str]) -> None:
    """Remember the speakers of new words."""
    said.add(name, speakers)


@hookimpl
def live_revision(name: str, places: Sequence[int], speaker: str) -> None:
    """Remember the new speaker."""
    said.change(name, places, speaker)
