"""Conversations whose words, times, speakers and turns are known, from a seed.

Their words are those of `attribution_data/phrases.json`, spoken by synthetic voices, with the times of the synthesisers
(`samples/make_phrases.py`). What is drawn from the seed is who says what, and when: long turns with pauses inside
sentences, turns that follow after pauses as in calls, at once, or overlapping, interruptions after which the one who
talked stops or goes on, remarks of one or two words while another talks, and quick alternation. Some conversations have
much of these, others next to nothing.
"""

from __future__ import annotations

import json
import math
import random
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from whisper_diarize import Turn

DATA = Path(__file__).parent / "attribution_data" / "phrases.json"
PAUSE_SECONDS, PAUSE_SPREAD = 0.66, 0.6  # between people in calls: the median; of the logarithm
TURN_PAUSE_SECONDS = 0.5  # a longer pause of a speaker ends the turn, as in samples/make_samples.py


@dataclass(frozen=True)
class Said:
    """A word, who says it, whether its time is known, and whether an engine wrote it on to the word before."""

    text: str
    start: float
    end: float
    speaker: str | None  # None: nobody said it
    timed: bool = True
    piece: bool = False


@dataclass(frozen=True)
class Spoken:
    """Speech of one voice without a pause: a part of a phrase, which may be longer than there was time to say.

    `key`: kind, phrase and part in the data.
    """

    voice: str
    key: tuple[str, int, int]
    words: tuple[Said, ...]


@dataclass(frozen=True)
class Talk:
    """A conversation, as known or as found: words in the order in which an engine writes them, and turns.

    `spoken` is what was said, however words and turns are disturbed.
    """

    words: tuple[Said, ...]
    turns: tuple[Turn, ...]
    spoken: tuple[Spoken, ...] = ()


def converse(seed: int, *, seconds: float = 120.0) -> Talk:
    """Return the conversation of a seed: 2 to 6 people, about as many seconds."""
    writer = _Writer(random.Random(seed))  # noqa: S311  nothing secret
    while writer.end < seconds:
        writer.next()
    words = tuple(sorted(writer.words, key=lambda word: (word.start, word.end)))
    kept = set(map(id, words))
    spoken = (replace(part, words=tuple(word for word in part.words if id(word) in kept)) for part in writer.spoken)
    return Talk(words, turns_of(words), tuple(part for part in spoken if part.words))


def turns_of(words: tuple[Said, ...]) -> tuple[Turn, ...]:
    """Join the words of each speaker to turns."""
    turns: list[Turn] = []
    latest: dict[str, int] = {}
    for word in words:
        if word.speaker is None:
            continue
        index = latest.get(word.speaker)
        if index is not None and word.start - turns[index].end <= TURN_PAUSE_SECONDS:
            turns[index] = replace(turns[index], end=max(turns[index].end, word.end))
        else:
            latest[word.speaker] = len(turns)
            turns.append(Turn(word.start, word.end, word.speaker))
    return tuple(turns)


@cache
def _phrases() -> dict[str, dict[str, list[list[list[tuple[str, int, int]]]]]]:
    return json.loads(DATA.read_text())


class _Writer:
    """Draws one thing after the other that happens in a conversation."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        voices = draw.sample(sorted(_phrases()), draw.randint(2, 6))
        self.voices = {f"SPEAKER_{number:02d}": voice for number, voice in enumerate(voices)}
        # some talk more than others
        self.weights = [draw.uniform(0.3, 1.0) for _ in voices]
        self.lively = draw.uniform(0.0, 1.0)
        self.words: list[Said] = []
        self.spoken: list[Spoken] = []
        self.speaker = draw.choice(list(self.voices))
        self.end = draw.uniform(0.2, 1.0)

    def next(self) -> None:
        """Add a turn of another speaker, or a quick exchange."""
        kind = self.draw.random()
        if kind < 0.12 * self.lively:
            self.exchange()
        else:
            self.take_over(self.gap())
            self.hold_the_floor(self.draw.choice([1, 1, 2, 3, 4, 6]))
        if self.draw.random() < 0.15 * self.lively:
            self.interrupt()

    def gap(self) -> float:
        """Most turns follow after a pause, some at once, some overlap the end of the one before."""
        if self.draw.random() < 0.2 * self.lively:
            return self.draw.uniform(-0.6, 0.0)
        if self.draw.random() < 0.4 * self.lively:
            return self.draw.expovariate(4.0)
        return self.draw.lognormvariate(math.log(PAUSE_SECONDS), PAUSE_SPREAD)

    def take_over(self, gap: float) -> None:
        """Let another speaker go on after `gap` seconds."""
        self.speaker = self.somebody_else()
        free = max((word.end for word in self.words if word.speaker == self.speaker), default=0.0)
        self.end = max(0.0, free + 0.05, self.end + gap)

    def somebody_else(self) -> str:
        names = list(self.voices)
        others = [(name, weight) for name, weight in zip(names, self.weights, strict=True) if name != self.speaker]
        return self.draw.choices([name for name, _ in others], [weight for _, weight in others])[0]

    def hold_the_floor(self, sentences: int) -> None:
        if self.draw.random() < 0.35:  # `Okay. So ...`
            self.end = self.say(self.speaker, "short", self.end) + self.draw.expovariate(3.0)
        for number in range(sentences):
            if number:
                self.end += self.draw.uniform(0.0, 0.9)
            begun = self.end
            self.end = self.say(self.speaker, "sentences", begun)
            if self.draw.random() < 0.2 * self.lively:
                self.remark(begun)

    def say(self, speaker: str, kind: str, start: float) -> float:
        """Speak one phrase; at some of its pauses the speaker stops to think. Return when it ends."""
        voice = self.voices[speaker]
        index, parts = self.draw.choice(list(enumerate(_phrases()[voice][kind])))
        for number, part in enumerate(parts):
            if number and self.draw.random() < 0.6:
                start += self.draw.uniform(0.2, 1.3)
            said = [Said(text, start + begin / 1000, start + end / 1000, speaker) for text, begin, end in part]
            self.words += said
            self.spoken.append(Spoken(voice, (kind, index, number), tuple(said)))
            start += part[-1][2] / 1000
        return start

    def remark(self, begun: float) -> None:
        """Let another speaker say a word or two during the turn, or in a pause."""
        other = self.somebody_else()
        free = max((word.end for word in self.words if word.speaker == other), default=0.0)
        start = self.draw.uniform(begun, self.end)
        if start > free + TURN_PAUSE_SECONDS:
            self.say(other, "short", start)

    def exchange(self) -> None:
        """Let two people say a few words each, in turn, at once."""
        first, second = self.speaker, self.somebody_else()
        self.end += self.draw.uniform(0.1, 0.4)
        for number in range(self.draw.randint(3, 7)):
            self.speaker = (second, first)[number % 2]
            self.take_over_by(self.speaker, self.draw.uniform(0.03, 0.25))
            self.end = self.say(self.speaker, "short", self.end)

    def take_over_by(self, speaker: str, gap: float) -> None:
        free = max((word.end for word in self.words if word.speaker == speaker), default=0.0)
        self.end = max(free + 0.05, self.end + gap)

    def interrupt(self) -> None:
        """Let another speaker begin before the turn has ended; half of the speakers give up soon after."""
        interrupted = self.speaker
        mine = [word for word in self.words if word.speaker == interrupted][-4:]
        begin = mine[0].start + self.draw.uniform(0.1, 0.4)
        self.take_over(0.0)
        free = max((word.end for word in self.words if word.speaker == self.speaker), default=0.0)
        start = max(begin, free + 0.05)
        if self.draw.random() < 0.5:
            self.words = [word for word in self.words if word.speaker != interrupted or word.start < start + 0.5]
        self.end = self.say(self.speaker, "sentences", start)
        self.end = max(self.end, *(word.end for word in self.words if word.speaker == interrupted))
