"""Simulate conversations with known turns: voices of one set, one channel."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whisper_diarize_train.channel import Surroundings, build_surroundings, record
from whisper_diarize_train.conditions import Conditions
from whisper_diarize_train.conversation import plan
from whisper_diarize_train.corpus import Corpus, Split
from whisper_diarize_train.voices import Voice, draw_turn, voices_of

SAMPLE_RATE = 16000
FRAME_SAMPLES = 160
TURN_SPREAD_DB = 1.0
SET_SHARES = {
    "commonvoice": 0.45,
    "librispeech": 0.22,
    "speechocean762": 0.20,
    "speechcommands": 0.07,
    "arabic_commands": 0.06,
}
MAX_LABELLED = 3  # speakers of a chunk that PyanNet has classes for
FIRST_CENTRE, CENTRE_STEP = 495, 270  # PyanNet's receptive field: frame i is centred on sample 495 + 270 i

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Mixture:
    """A recording and who talks in it. `samples`: (num_samples,); `activity`: (num_samples / 160, speakers)."""

    samples: Floats
    activity: Mask
    voices: tuple[str, ...]


class Simulator:
    """Draw mixtures of the voices it is given; the same generator state gives the same mixture."""

    def __init__(self, corpus: Corpus, voices: Mapping[str, tuple[Voice, ...]], around: Surroundings) -> None:
        self.corpus = corpus
        self.voices = voices
        self.around = around

    @classmethod
    def of_split(cls, corpus: Corpus, split: Split, seed: int) -> "Simulator":
        """Build the simulator of one split's speakers, rooms and noises."""
        return cls(corpus, voices_of(corpus, split), build_surroundings(corpus, split, seed))

    def with_speech(self, seconds: float) -> "Simulator":
        """Return a simulator of those voices that have at least so many seconds of speech."""
        talkative = {
            name: tuple(voice for voice in voices if voice.num_frames >= 100 * seconds)
            for name, voices in self.voices.items()
        }
        return Simulator(self.corpus, {name: voices for name, voices in talkative.items() if voices}, self.around)

    def draw(self, conditions: Conditions, seconds: float, rng: np.random.Generator, set_name: str = "") -> Mixture:
        """Simulate `seconds` of conversation, by speakers of `set_name` or of a set drawn by its share."""
        chosen = set_name or self._draw_set(conditions.num_speakers, rng)
        pool = self.voices[chosen]
        voices = [pool[place] for place in rng.choice(len(pool), conditions.num_speakers, replace=False)]
        num_frames = round(seconds * 100)
        tracks = np.zeros((len(voices), num_frames * FRAME_SAMPLES), dtype=np.float32)
        activity = np.zeros((num_frames, len(voices)), dtype=bool)
        for turn in plan(conditions, num_frames, rng):
            samples, speech = draw_turn(self.corpus, voices[turn.speaker], turn.num_frames, rng)
            samples *= 10 ** (rng.normal(0, TURN_SPREAD_DB) / 20)
            first, last = max(turn.start, 0), min(turn.start + turn.num_frames, num_frames)
            inside = slice(first - turn.start, last - turn.start)
            activity[first:last, turn.speaker] = speech[inside]
            sound = samples[inside.start * FRAME_SAMPLES : inside.stop * FRAME_SAMPLES]
            tracks[turn.speaker, first * FRAME_SAMPLES : last * FRAME_SAMPLES] += sound
        recording = record(tracks, conditions, self.around, rng)
        return Mixture(recording, activity, tuple(voice.speaker for voice in voices))

    def _draw_set(self, num_speakers: int, rng: np.random.Generator) -> str:
        names = [name for name, voices in self.voices.items() if len(voices) >= max(num_speakers, 1)]
        shares = np.array([SET_SHARES.get(name, 0.1) for name in names])
        return str(rng.choice(names, p=shares / shares.sum()))


def num_frames(num_samples: int) -> int:
    """Return how many frames PyanNet makes of so many samples: 589 of 10 s."""
    frames = (num_samples - 251) // 10 + 1
    for kernel, stride in ((3, 3), (5, 1), (3, 3), (5, 1), (3, 3)):
        frames = (frames - kernel) // stride + 1
    return frames


def frame_labels(activity: Mask, num_frames: int = 589, num_speakers: int = MAX_LABELLED) -> Mask:
    """Sample 10 ms activity (frames, speakers) at PyanNet's frame centres: (num_frames, num_speakers)."""
    centres = (FIRST_CENTRE + CENTRE_STEP * np.arange(num_frames)) // FRAME_SAMPLES
    labels = np.zeros((num_frames, num_speakers), dtype=bool)
    labels[:, : activity.shape[1]] = activity[np.minimum(centres, len(activity) - 1)]
    return labels
