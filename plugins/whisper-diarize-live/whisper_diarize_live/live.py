"""One recording, live: words and speakers of what is there, again and again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from whisper_diarize import SAMPLE_RATE, Audio, Diarization, Following, Turn, WhisperDiarizeError, Word
from whisper_diarize.channels import active_stretches, levels_of

from .captions import Captions, Change
from .clock import Clock
from .labels import UNKNOWN, StableLabels
from .rolling import WINDOW_SECONDS
from .wave_file import SoundSoFar, WaveFile
from .words import FedWords, Words, words_of

Show = Callable[[Change, Captions], None]

LEVEL_SECONDS = 60.0  # by which a channel's noise is known

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between steps.

    Attributes:
        words: of new sound for each step of the words, at least; None: 0.5 for an engine that is fed, else 2.
        speakers: from one step of the speakers to the next, at least.
        window: seconds that an engine hears again and again, before their beginning is given up.
        words_share: of all time, at most, goes into words: on a slow machine steps are longer.
        speakers_share: of all time, at most, goes into the speakers, whose steps grow longer with the recording.
    """

    words: float | None = None
    speakers: float = 4.0
    window: float = WINDOW_SECONDS
    words_share: float = 0.5
    speakers_share: float = 0.15


FED_STEP_SECONDS, ROLLING_STEP_SECONDS = 0.5, 2.0


class Live:
    """The captions of a recording that grows.

    Words of several channels are those of the channels' people, by `channel_names`; speakers are not looked for then.
    Words begin with the label `unknown`.

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
        unknown: str = UNKNOWN,
        channel_names: Sequence[str] = (),
        captions: Captions | None = None,
    ) -> None:
        self.captions = captions or Captions()
        self._following = following
        self._file = file
        self._clock = clock
        self._pace = pace
        self._split = file.num_channels > 1
        self._diarize = diarize and not self._split
        self._unknown = unknown
        self._names = [label_of(channel, channel_names) for channel in range(file.num_channels)]
        self._words = [
            words_of(following, file, self._certain(channel), channel, pace.window) for channel in self._channels
        ]
        self._fed = isinstance(self._words[0], FedWords)
        self._step = pace.words or (FED_STEP_SECONDS if self._fed else ROLLING_STEP_SECONDS)
        self._labels = StableLabels()
        self._turns: list[Turn] | None = None
        self._compare = True
        self._next_speakers = 0.0
        self._next_words = 0.0

    def is_due(self) -> bool:
        """Tell whether it is time for a step."""
        return self.behind >= self._step and self._clock.now() >= self._next_words

    @property
    def behind(self) -> float:
        """Seconds of sound of which the engine of the words does not know yet."""
        return self._file.num_samples / SAMPLE_RATE - min(words.heard for words in self._words)

    def step(self) -> Change:
        """Take notice of all sound that is there.

        Raises:
            WhisperDiarizeError: an engine failed.
        """
        num_samples = self._file.num_samples
        found = self._speakers(num_samples) if self._diarize and self._clock.now() >= self._next_speakers else None
        began = self._clock.now()
        heard = [words.hear(num_samples, self._speech(channel)) for channel, words in self._each()]
        added = self._add(heard)
        self._next_words = began + (self._clock.now() - began) / self._pace.words_share
        return self._changed(num_samples, added, found)

    def end(self) -> Change:
        """Take notice of the rest of the sound; all words are certain."""
        num_samples = self._file.num_samples
        found = self._speakers(num_samples) if self._diarize and num_samples else None
        rest = [
            [word for some in words.rest(num_samples, self._speech(channel)) for word in some]
            for channel, words in self._each()
        ]
        return self._changed(num_samples, self._add(rest), found)

    def rest(self) -> Iterator[Change]:
        """Hear the sound that was kept, but not heard; speakers are left as they are."""
        num_samples = self._file.num_samples
        for channel, words in self._each():
            for some in words.rest(num_samples):
                heard = [some if other == channel else [] for other in self._channels]
                yield self._changed(num_samples, self._add(heard), None)

    @property
    def _channels(self) -> range:
        return range(self._file.num_channels)

    def _each(self) -> Iterator[tuple[int, Words]]:
        return enumerate(self._words)

    def _certain(self, channel: int) -> list[Word]:
        return [word for word in self.captions.words if not self._split or word.channel == channel]

    def _speech(self, channel: int) -> list[Turn] | None:
        """Return the turns that are known: those of the diarizer, or the sound of one of several channels.

        An engine that is fed hears all of the sound.
        """
        if self._fed or not self._split:
            return self._turns
        first = max(0, self._file.num_samples - round(LEVEL_SECONDS * SAMPLE_RATE))
        sound = [self._file.read(first, self._file.num_samples, each) for each in self._channels]
        start, duration = first / SAMPLE_RATE, len(sound[0]) / SAMPLE_RATE
        stretches = active_stretches(levels_of(sound, SAMPLE_RATE), channel, duration)
        return [Turn(start + begin, start + end, self._names[channel]) for begin, end in stretches]

    def _add(self, heard: Sequence[Sequence[Word]]) -> range:
        """Add the words of each channel, those of one after the other, the earliest first; return their places."""
        first = len(self.captions.words)
        if not self._split:
            return self.captions.add(heard[0], self._unknown)
        for channel in sorted(self._channels, key=lambda channel: heard[channel][0].start if heard[channel] else 0.0):
            self.captions.add(self._in_channel(heard[channel], channel), self._names[channel])
        return range(first, len(self.captions.words))

    def _in_channel(self, words: Sequence[Word], channel: int) -> list[Word]:
        return [replace(word, channel=channel) for word in words] if self._split else list(words)

    def _changed(self, num_samples: int, added: range, found: Diarization | None) -> Change:
        revised = () if found is None else self._relabel(found, added.start)
        named = () if found is None else self._name(found)
        tentative = [word for channel, words in self._each() for word in self._in_channel(words.tentative, channel)]
        return Change(self._clock.now(), num_samples / SAMPLE_RATE, added, revised, tuple(tentative), named)

    def _name(self, found: Diarization) -> tuple[str, ...]:
        """Compare the voices with those of people who are known; return the labels whose name is another now."""
        if not self._compare:
            return ()
        try:
            matches = self._following.matches(found)
        except WhisperDiarizeError as error:  # the end of the recording tells of it
            self._compare = False
            _log.warning("no names are suggested: %s", error)
            return ()
        labels = self._labels.named
        names = {labels[label]: match.name for label, match in matches.items() if label in labels and match.name}
        before, self.captions.names = self.captions.names, names
        return tuple(label for label in sorted({*before, *names}) if before.get(label) != names.get(label))

    def _speakers(self, num_samples: int) -> Diarization:
        """Find who talks in all of the recording so far."""
        began = self._clock.now()
        found = self._following.speakers(Audio(SoundSoFar(self._file, num_samples)))
        self._labels.follow(found.turns)
        self._turns = self.captions.turns = self._labels.shown
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


def label_of(channel: int, names: Sequence[str]) -> str:
    """Return the label of a channel: its name, or `CH0`."""
    return (names[channel] if channel < len(names) else "") or f"CH{channel}"
