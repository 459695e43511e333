"""One recording, live: words and speakers of what is there, again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from whisper_diarize import SAMPLE_RATE, Audio, Diarization, Following, Turn

from .agreement import Agreement
from .captions import Captions, Change
from .clock import Clock
from .labels import UNKNOWN, StableLabels
from .rolling import RollingWords
from .wave_file import SoundSoFar, WaveFile

Show = Callable[[Change, Captions], None]


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between steps.

    Attributes:
        words: of new sound for each step of the words, at least.
        speakers: from one step of the speakers to the next, at least.
        words_share: of all time, at most, goes into the words: on a slow machine steps are longer.
        speakers_share: of all time, at most, goes into the speakers, whose steps grow longer with the recording.
    """

    words: float = 2.0
    speakers: float = 4.0
    words_share: float = 0.5
    speakers_share: float = 0.15


class Live:
    """The captions of a recording that grows.

    Attributes:
        captions: as they stand.
    """

    def __init__(  # noqa: PLR0913  the parts of a run
        self,
        following: Following,
        file: WaveFile,
        clock: Clock,
        pace: Pace,
        *,
        diarize: bool,
        captions: Captions | None = None,
    ) -> None:
        self.captions = captions or Captions()
        self._following = following
        self._file = file
        self._clock = clock
        self._pace = pace
        self._diarize = diarize
        self._words = RollingWords(following, file, Agreement(list(self.captions.words)))
        self._labels = StableLabels()
        self._turns: list[Turn] | None = None
        self._next_speakers = 0.0
        self._next_words = 0.0

    def is_due(self, new_samples: int) -> bool:
        """Tell whether it is time for a step, with so much new sound."""
        return new_samples >= self._pace.words * SAMPLE_RATE and self._clock.now() >= self._next_words

    @property
    def behind(self) -> float:
        """Seconds of sound of which the engine of the words does not know yet."""
        return self._file.num_samples / SAMPLE_RATE - self._words.heard

    def step(self) -> Change:
        """Take notice of all sound that is there.

        Raises:
            WhisperDiarizeError: an engine failed.
        """
        num_samples = self._file.num_samples
        found = self._speakers(num_samples) if self._diarize and self._clock.now() >= self._next_speakers else None
        began = self._clock.now()
        added = self.captions.add(self._words.hear(num_samples, self._turns))
        self._next_words = began + (self._clock.now() - began) / self._pace.words_share
        return self._changed(num_samples, added, found)

    def end(self) -> Change:
        """Take notice of the rest of the sound; all words are certain."""
        num_samples = self._file.num_samples
        found = self._speakers(num_samples) if self._diarize and num_samples else None
        rest = [word for words in self._words.rest(num_samples, self._turns) for word in words]
        return self._changed(num_samples, self.captions.add(rest), found)

    def rest(self) -> Iterator[Change]:
        """Hear the sound that was kept, but not heard; speakers are left as they are."""
        num_samples = self._file.num_samples
        for words in self._words.rest(num_samples):
            yield self._changed(num_samples, self.captions.add(words), None)

    def _changed(self, num_samples: int, added: range, found: Diarization | None) -> Change:
        revised = () if found is None else self._relabel(found, added.start)
        tentative = tuple(self._words.agreement.tentative)
        return Change(self._clock.now(), num_samples / SAMPLE_RATE, added, revised, tentative)

    def _speakers(self, num_samples: int) -> Diarization:
        """Find who talks in all of the recording so far."""
        began = self._clock.now()
        found = self._following.speakers(Audio(SoundSoFar(self._file, num_samples)))
        self._labels.follow(found.turns)
        self._turns = self._labels.shown
        now = self._clock.now()
        self._next_speakers = max(began + self._pace.speakers, now + (now - began) / self._pace.speakers_share)
        return found

    def _relabel(self, found: Diarization, num_old: int) -> tuple[int, ...]:
        """Give every word its label; return the places of old words whose label is another now."""
        captions = self.captions
        if not captions.words:
            return ()
        given = self._following.attributed(captions.transcript("live"), found)
        named = self._labels.named
        labels = [named.get(word.speaker or "", UNKNOWN) for segment in given.segments for word in segment.words]
        before, captions.speakers = captions.speakers, labels
        return tuple(place for place in range(num_old) if before[place] != labels[place])
