"""Read a dialogue, speak its phrases and put them on the time line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from flite_voice import SAMPLE_RATE, FliteVoice, Phrase, SpokenWord

MARGIN_SECONDS = 0.04  # kept around a phrase, faded, so that stops and breaths are not cut


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice, the level of its speech in dB full scale, and how slowly it speaks."""

    voice: str
    level_db: float
    stretch: float


@dataclass(frozen=True, slots=True)
class Line:
    """One contribution of a speaker: phrases, and between them the pauses in seconds.

    `gap` is the time from the end of all speech so far to the first word; a negative one interrupts.
    """

    speaker: str
    gap: float
    says: tuple[str | float, ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A dialogue file: speakers and their lines."""

    name: str
    seed: int
    speakers: dict[str, Speaker]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A phrase on the time line: its words have absolute times, its samples begin at `start` seconds."""

    speaker: str
    line: int
    start: float
    samples: npt.NDArray[np.float64]
    words: tuple[SpokenWord, ...]


def read_dialogue(path: Path) -> Dialogue:
    """Read a dialogue file; the stem of its name is the file id of the references."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return Dialogue(
        name=path.stem,
        seed=content["seed"],
        speakers={name: Speaker(**speaker) for name, speaker in content["speakers"].items()},
        lines=tuple(Line(line["speaker"], line["gap"], tuple(line["says"])) for line in content["lines"]),
    )


def place(dialogue: Dialogue) -> list[Placed]:
    """Speak every phrase and put it on the time line."""
    placed: list[Placed] = []
    speech_end = 0.0
    for number, line in enumerate(dialogue.lines):
        cursor = speech_end + line.gap
        for item in line.says:
            if isinstance(item, str):
                phrase = speak(dialogue.speakers[line.speaker], item)
                placed.append(place_phrase(phrase, line.speaker, number, cursor))
                cursor = placed[-1].words[-1].end
            else:
                cursor += item
        speech_end = max(speech_end, cursor)
    return placed


@cache
def voice(name: str) -> FliteVoice:
    """Load a voice once."""
    return FliteVoice(name)


def speak(speaker: Speaker, text: str) -> Phrase:
    """Speak `text` and cut away the silence around it, but for a faded margin."""
    phrase = voice(speaker.voice).say(text, speaker.stretch)
    first = max(0, round((phrase.words[0].start - MARGIN_SECONDS) * SAMPLE_RATE))
    last = round((phrase.words[-1].end + MARGIN_SECONDS) * SAMPLE_RATE)
    words = tuple(shift(word, -first / SAMPLE_RATE) for word in phrase.words)
    return Phrase(fade(phrase.samples[first:last]), words)


def fade(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Fade the margins in and out with half a cosine."""
    num_samples = round(MARGIN_SECONDS * SAMPLE_RATE)
    ramp = 0.5 - 0.5 * np.cos(np.linspace(0, np.pi, num_samples))
    envelope = np.ones_like(samples)
    envelope[:num_samples] *= ramp
    envelope[-num_samples:] *= ramp[::-1]
    return samples * envelope


def place_phrase(phrase: Phrase, speaker: str, line: int, first_word_start: float) -> Placed:
    """Put a phrase where its first word starts at `first_word_start`, on a whole sample."""
    start = round((first_word_start - phrase.words[0].start) * SAMPLE_RATE) / SAMPLE_RATE
    return Placed(speaker, line, start, phrase.samples, tuple(shift(word, start) for word in phrase.words))


def shift(word: SpokenWord, seconds: float) -> SpokenWord:
    """Move a word in time."""
    return SpokenWord(word.text, word.start + seconds, word.end + seconds)
