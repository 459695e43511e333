"""Make the sample recordings and their references from the dialogue texts, with flite's voices.

python samples/make_samples.py                      # rebuild the committed samples
python samples/make_samples.py --check              # rebuild elsewhere and compare the bytes
python samples/make_samples.py --dialogue FILE --out DIR
"""

from __future__ import annotations

import argparse
import filecmp
import json
import sys
import tempfile
import wave
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from flite_voice import SAMPLE_RATE, FliteVoice, Phrase, SpokenWord

HERE = Path(__file__).resolve().parent
COMMITTED = ("standup", "interview")
SUFFIXES = (".wav", ".rttm", ".words.json")

TAIL_SECONDS = 0.8  # room tone after the last word
MARGIN_SECONDS = 0.04  # kept around a phrase, faded, so that stops and breaths are not cut
TURN_PAUSE_SECONDS = 0.5  # a longer pause inside a line splits the turn
TONE_DB = -60.0  # level of the room tone, dB full scale
TONE_CORNER_HZ = 500.0
REFLECTIONS = ((0.007, 0.12), (0.013, -0.08), (0.023, 0.05))  # seconds after the direct sound, amplitude


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice, the level of its speech in dB full scale, and how slowly it speaks."""

    voice: str
    level_db: float
    stretch: float


@dataclass(frozen=True, slots=True)
class Line:
    """What a speaker says in one go: phrases, and between them the pauses in seconds.

    `gap` is the time from the end of all speech so far to the first word; a negative one interrupts.
    """

    speaker: str
    gap: float
    says: tuple[str | float, ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A dialogue file: who speaks and what they say."""

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


def build(path: Path, out: Path) -> None:
    """Write the recording, the turns and the words of the dialogue at `path` into the folder `out`."""
    dialogue = read_dialogue(path)
    placed = place(dialogue)
    write_wav(out / f"{dialogue.name}.wav", mix(placed, dialogue))
    (out / f"{dialogue.name}.rttm").write_text(rttm(placed, dialogue.name), encoding="utf-8")
    (out / f"{dialogue.name}.words.json").write_text(words_json(placed), encoding="utf-8")


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


def mix(placed: list[Placed], dialogue: Dialogue) -> npt.NDArray[np.float64]:
    """Add all phrases at their speakers' levels, the room's reflections and the room tone."""
    end = max(phrase.words[-1].end for phrase in placed) + TAIL_SECONDS
    samples = np.zeros(round(end * SAMPLE_RATE))
    gains = {name: gain(placed, name, speaker.level_db) for name, speaker in dialogue.speakers.items()}
    for phrase in placed:
        first = round(phrase.start * SAMPLE_RATE)
        samples[first : first + len(phrase.samples)] += gains[phrase.speaker] * phrase.samples
    return reflect(samples) + room_tone(len(samples), dialogue.seed)


def gain(placed: list[Placed], speaker: str, level_db: float) -> float:
    """Return the factor that brings all speech of a speaker to `level_db`."""
    speech = np.concatenate([phrase.samples for phrase in placed if phrase.speaker == speaker])
    return 10 ** (level_db / 20) / root_mean_square(speech)


def reflect(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Add three weak early reflections of a small room."""
    result = samples.copy()
    for delay_seconds, amplitude in REFLECTIONS:
        delay = round(delay_seconds * SAMPLE_RATE)
        result[delay:] += amplitude * samples[:-delay]
    return result


def room_tone(num_samples: int, seed: int) -> npt.NDArray[np.float64]:
    """Return faint noise, falling by 6 dB an octave above TONE_CORNER_HZ, like a quiet room."""
    noise = np.random.default_rng(seed).standard_normal(num_samples)
    spectrum = np.fft.rfft(noise)
    frequencies = np.fft.rfftfreq(num_samples, 1 / SAMPLE_RATE)
    tone = np.fft.irfft(spectrum / np.hypot(1, frequencies / TONE_CORNER_HZ), num_samples)
    return tone * 10 ** (TONE_DB / 20) / root_mean_square(tone)


def root_mean_square(samples: npt.NDArray[np.float64]) -> float:
    """Return the root mean square."""
    return float(np.sqrt(np.mean(samples**2)))


def write_wav(path: Path, samples: npt.NDArray[np.float64]) -> None:
    """Write samples in [-1, 1] as 16-bit mono PCM."""
    if np.abs(samples).max() >= 1:
        raise ValueError(f"{path.name} would clip; lower the speakers' level_db")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(np.round(samples * 32767).astype("<i2").tobytes())


def rttm(placed: list[Placed], name: str) -> str:
    """Return the turns in NIST's RTTM, ordered by start."""
    rows = sorted((words[0].start, words[-1].end, speaker) for speaker, words in turns(placed))
    return "".join(
        f"SPEAKER {name} 1 {start:.3f} {end - start:.3f} <NA> <NA> {speaker} <NA> <NA>\n"
        for start, end, speaker in rows
    )


def turns(placed: list[Placed]) -> list[tuple[str, list[SpokenWord]]]:
    """Group the words of each line into turns, split at pauses above TURN_PAUSE_SECONDS."""
    grouped: list[tuple[str, list[SpokenWord]]] = []
    line = -1
    for phrase in placed:
        for word in phrase.words:
            if phrase.line != line or word.start - grouped[-1][1][-1].end > TURN_PAUSE_SECONDS:
                grouped.append((phrase.speaker, []))
            grouped[-1][1].append(word)
            line = phrase.line
    return grouped


def words_json(placed: list[Placed]) -> str:
    """Return the words with speakers as JSON, one word a line, ordered by start."""
    rows = [
        {"word": word.text, "start": round(word.start, 3), "end": round(word.end, 3), "speaker": phrase.speaker}
        for phrase in placed
        for word in phrase.words
    ]
    rows.sort(key=lambda row: (row["start"], row["end"]))
    return "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"


def check() -> list[str]:
    """Rebuild the committed samples in a temporary folder; return the names of the files that differ."""
    names = [name + suffix for name in COMMITTED for suffix in SUFFIXES]
    with tempfile.TemporaryDirectory() as folder:
        for name in COMMITTED:
            build(HERE / "dialogues" / f"{name}.json", Path(folder))
        return [name for name in names if not filecmp.cmp(HERE / name, Path(folder) / name, shallow=False)]


def main() -> int:
    """Build what the command line asks for."""
    parser = argparse.ArgumentParser(description="Make the sample recordings and their references.")
    parser.add_argument("--dialogue", type=Path, action="append", help="a dialogue file (default: the committed ones)")
    parser.add_argument("--out", type=Path, default=HERE, help="the folder to write to (default: %(default)s)")
    parser.add_argument(
        "--check", action="store_true", help="only compare: are the committed files what we would make?"
    )
    arguments = parser.parse_args()
    if arguments.check:
        different = check()
        print("\n".join(f"{name} differs" for name in different) or "all files are the same")
        return 1 if different else 0
    arguments.out.mkdir(parents=True, exist_ok=True)
    for path in arguments.dialogue or [HERE / "dialogues" / f"{name}.json" for name in COMMITTED]:
        build(path, arguments.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
