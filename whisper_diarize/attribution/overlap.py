"""The plain method: each word on its own, to the speaker whose exclusive turns lie under it."""

from __future__ import annotations

from collections.abc import Sequence

from whisper_diarize.records import AttributedWord, Diarization, Word

from .turn_index import TurnIndex


class Overlap:
    """A word goes to the speaker whose exclusive turns overlap it most, else to the nearest turn."""

    def attribute(self, words: Sequence[Word], diarization: Diarization) -> list[AttributedWord]:
        """Return each word with its speaker."""
        index = TurnIndex(diarization.exclusive())
        return [AttributedWord(word, *index.speaker_at(word)) for word in words]
