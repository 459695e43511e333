"""A way of attribution: each word to the speaker of the turn that began last before its middle."""

from bisect import bisect_right
from collections.abc import Sequence

from whisper_diarize import AttributedWord, Attributor, Diarization, Register, Turn, Word, hookimpl

API_VERSION = 1


class LastStarter:
    """Takes the turn that began last."""

    def attribute(self, words: Sequence[Word], diarization: Diarization) -> list[AttributedWord]:
        """Return each word once, in the order given; without turns, words have no speaker."""
        turns = diarization.turns
        starts = [turn.start for turn in turns]
        if not turns:
            return [AttributedWord(word, None, "no turns") for word in words]
        return [self.give(word, turns[max(0, bisect_right(starts, middle(word)) - 1)]) for word in words]

    def give(self, word: Word, turn: Turn) -> AttributedWord:
        """Return the word with the speaker of a turn, and how far away that is."""
        gap = turn.gap(word)
        return AttributedWord(word, turn.speaker, "nearest" if gap else "overlap", gap)


def middle(word: Word) -> float:
    """Return the middle of a word, in seconds."""
    return (word.start + word.end) / 2


@hookimpl
def register_attributors(register: Register[Attributor]) -> None:
    """Offer `--attribution last-starter`."""
    register("last-starter", lambda _: LastStarter(), summary="each word to the turn that began last")
