"""Find speech in a clean clip by its energy: the labels that the simulator mixes."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_closing, binary_opening

FRAME_SAMPLES = 160  # 10 ms
FLOOR_PERCENTILE, SPEECH_PERCENTILE = 10, 95
ABOVE_FLOOR_DB = 9.0
BELOW_SPEECH_DB = 32.0  # a pause in a clean recording is quieter than this, a weak consonant is not
CLOSEST_TO_SPEECH_DB = 14.0
GAP_FRAMES = 20  # pauses shorter than 0.2 s belong to the turn
ISLAND_FRAMES = 4  # shorter bursts are clicks
MIN_CONTRAST_DB = 15.0


def levels_db(audio: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the energy of each 10 ms frame in dB, smoothed over 30 ms: (num_samples / 160,)."""
    frames = audio[: len(audio) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    power = np.convolve((frames**2).mean(axis=1), np.ones(3) / 3, mode="same")
    return (10 * np.log10(power + 1e-10)).astype(np.float32)


def speech_mask(audio: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Mark the 10 ms frames with speech: (num_samples / 160,). All false where speech does not stand out."""
    if len(audio) < FRAME_SAMPLES:
        return np.zeros(0, dtype=np.bool_)
    levels = levels_db(audio)
    floor, top = np.percentile(levels, [FLOOR_PERCENTILE, SPEECH_PERCENTILE])
    if top - floor < MIN_CONTRAST_DB:
        return np.zeros(len(levels), dtype=np.bool_)
    threshold = max(top - BELOW_SPEECH_DB, min(floor + ABOVE_FLOOR_DB, top - CLOSEST_TO_SPEECH_DB))
    mask = binary_opening(levels > threshold, np.ones(ISLAND_FRAMES, dtype=np.bool_))
    padded = np.pad(mask, GAP_FRAMES)
    return np.asarray(
        binary_closing(padded, np.ones(GAP_FRAMES, dtype=np.bool_))[GAP_FRAMES:-GAP_FRAMES], dtype=np.bool_
    )
