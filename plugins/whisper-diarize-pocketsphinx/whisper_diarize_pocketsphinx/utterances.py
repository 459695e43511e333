"""Find the utterances of a recording: stretches of sound between pauses, short enough to decode in one go."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from whisper_diarize import Audio, Span

FRAME_SECONDS = 0.01
BLOCK_SECONDS = 30.0
SILENCE_DB = -75.0  # full scale; no microphone is so quiet
NOISE_PERCENTILE, SPEECH_PERCENTILE = 10, 95
THRESHOLD = 0.25  # of the way from the level of the noise to that of speech

Frames = tuple[int, int]  # the first frame, and the one after the last


def find_utterances(audio: Audio, *, pause_seconds: float, margin_seconds: float, longest_seconds: float) -> list[Span]:
    """Return the utterances of `audio`, in order and without overlap; none for silence.

    The recording is read in blocks; only the level of each frame is kept.
    """
    levels = frame_levels(audio)
    stretches = widen(loud(levels, _frames(pause_seconds)), _frames(margin_seconds), len(levels))
    pieces = [piece for stretch in stretches for piece in cut(levels, stretch, _frames(longest_seconds))]
    return [Span(first * FRAME_SECONDS, last * FRAME_SECONDS) for first, last in pieces]


def frame_levels(audio: Audio) -> NDArray[np.float32]:
    """Return the level of every whole frame: (frames,) float32, dB full scale."""
    blocks = [_block_levels(block, round(FRAME_SECONDS * audio.sample_rate)) for block in audio.blocks(BLOCK_SECONDS)]
    return np.concatenate([np.zeros(0, np.float32), *blocks])


def loud(levels: NDArray[np.float32], pause: int) -> list[Frames]:
    """Return the stretches of loud frames; gaps between them are longer than `pause` frames."""
    audible = levels[levels > SILENCE_DB]
    if not len(audible):
        return []
    noise, speech = np.percentile(audible, (NOISE_PERCENTILE, SPEECH_PERCENTILE))
    frames = np.flatnonzero(levels >= max(SILENCE_DB, noise + THRESHOLD * (speech - noise)))
    stretches = np.split(frames, np.flatnonzero(np.diff(frames) > pause + 1) + 1)
    return [(int(stretch[0]), int(stretch[-1]) + 1) for stretch in stretches]


def widen(stretches: list[Frames], margin: int, num_frames: int) -> list[Frames]:
    """Add `margin` frames on both sides of every stretch, but no more than half of the pause to the next."""
    if not stretches:
        return []
    middles = [(before[1] + after[0]) // 2 for before, after in pairwise(stretches)]
    limits = pairwise([0, *middles, num_frames])
    return [
        (max(first - margin, lowest), min(last + margin, highest))
        for (first, last), (lowest, highest) in zip(stretches, limits, strict=True)
    ]


def cut(levels: NDArray[np.float32], stretch: Frames, longest: int) -> list[Frames]:
    """Cut a stretch into pieces of at most `longest` frames, each cut at the quietest frame of its second half."""
    first, last = stretch
    pieces = []
    while last - first > longest:
        half = first + longest // 2
        quietest = half + int(np.argmin(levels[half : first + longest]))
        pieces.append((first, quietest))
        first = quietest
    return [*pieces, (first, last)]


def _block_levels(block: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    frames = block[: len(block) // size * size].reshape(-1, size)
    power: NDArray[np.float64] = np.mean(np.square(frames, dtype=np.float64), axis=1)
    return (10 * np.log10(power + 1e-12)).astype(np.float32)


def _frames(seconds: float) -> int:
    return max(1, round(seconds / FRAME_SECONDS))
