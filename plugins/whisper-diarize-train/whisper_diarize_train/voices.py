"""Cut turns from the clips of one speaker, with the speech in them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whisper_diarize_train.corpus import FULL_SCALE, Clip, Corpus, Split

SAMPLE_RATE = 16000
FRAME_SAMPLES = 160
MIN_PIECE_FRAMES = 20
MIN_SPEECH_FRAMES = 60  # a speaker with less than this in all is left out
FADE_SAMPLES = 80
TURN_POWER = 10 ** (-26 / 10)  # of speech, in every turn, before gains

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a clip that starts and ends with speech, in 10 ms frames of the memory map."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker of a set, and where that speaker talks."""

    speaker: str
    pieces: tuple[Piece, ...]

    @property
    def num_frames(self) -> int:
        """Return how much there is of this voice, in 10 ms frames."""
        return sum(piece.stop - piece.start for piece in self.pieces)


def voices_of(corpus: Corpus, split: Split) -> dict[str, tuple[Voice, ...]]:
    """Return set -> its voices in a split that have enough speech."""
    found: dict[str, tuple[Voice, ...]] = {}
    for set_name, speakers in corpus.speakers(split).items():
        voices = [Voice(name, _pieces(corpus, clips)) for name, clips in speakers.items()]
        found[set_name] = tuple(voice for voice in voices if voice.num_frames >= MIN_SPEECH_FRAMES)
    return found


def draw_turn(corpus: Corpus, voice: Voice, num_frames: int, rng: np.random.Generator) -> tuple[Floats, Mask]:
    """Cut about `num_frames` of a voice, never more: samples (num_frames * 160,) and speech (num_frames,).

    A turn starts with speech and follows the clip, its pauses included; further clips are joined with short pauses.
    """
    samples = np.zeros(num_frames * FRAME_SAMPLES, dtype=np.float32)
    speech = np.zeros(num_frames, dtype=bool)
    first = 0
    while num_frames - first >= MIN_PIECE_FRAMES:
        piece = voice.pieces[int(rng.integers(len(voice.pieces)))]
        spare = piece.stop - piece.start - (num_frames - first)
        start = piece.start + (_speech_start(corpus, piece, spare, rng) if spare > 0 else 0)
        stop = min(piece.stop, start + num_frames - first)
        length = stop - start
        audio = corpus.samples[start * FRAME_SAMPLES : stop * FRAME_SAMPLES].astype(np.float32) / FULL_SCALE
        mask = corpus.speech[start:stop]
        power = float((audio.reshape(length, -1)[mask] ** 2).mean()) if mask.any() else 1.0
        samples[first * FRAME_SAMPLES : (first + length) * FRAME_SAMPLES] = _faded(audio) * np.sqrt(
            TURN_POWER / (power + 1e-9)
        )
        speech[first : first + length] = mask
        first += length + int(rng.integers(3, 30))
    return samples, speech


def _speech_start(corpus: Corpus, piece: Piece, spare: int, rng: np.random.Generator) -> int:
    """Return a random offset of at most `spare` frames into the piece, where speech is on if it can be."""
    offset = int(rng.integers(spare + 1))
    on = np.flatnonzero(corpus.speech[piece.start + offset : piece.stop])
    return min(offset + int(on[0]), spare) if len(on) else offset


def _faded(audio: Floats) -> Floats:
    ramp = np.linspace(0, 1, FADE_SAMPLES, dtype=np.float32)
    audio[:FADE_SAMPLES] *= ramp
    audio[-FADE_SAMPLES:] *= ramp[::-1]
    return audio


def _pieces(corpus: Corpus, clips: list[Clip]) -> tuple[Piece, ...]:
    pieces = []
    for clip in clips:
        on = np.flatnonzero(corpus.activity(clip))
        if len(on) >= MIN_PIECE_FRAMES:
            origin = clip.start // FRAME_SAMPLES
            pieces.append(Piece(origin + int(on[0]), origin + int(on[-1]) + 1))
    return tuple(pieces)
