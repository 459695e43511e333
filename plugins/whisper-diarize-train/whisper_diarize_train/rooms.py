"""Impulse responses of shoebox rooms by the image-source method.

Source: Allen and Berkley, "Image method for efficiently simulating small-room acoustics", 1979.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16000
SPEED_OF_SOUND = 343.0  # m/s
MAX_SECONDS = 0.4
FAR_METRES = 2.0

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Room:
    """One microphone and several places to talk from. `responses`: (places, samples), the direct sound at sample 0."""

    responses: tuple[Floats, ...]


def draw_room(rng: np.random.Generator, num_places: int = 6, *, far: bool = False) -> Room:
    """Draw a room of 2.5 x 2.5 m to 9 x 7 m, reverberation time 0.15 to 0.6 s, with the microphone anywhere in it.

    `far`: a larger room that echoes longer, 0.3 to 0.8 s, where everybody is at least 2 m away from the microphone.
    """
    size = rng.uniform([5.0, 4.0, 2.4] if far else [2.5, 2.5, 2.3], [9.0, 7.0, 3.5])
    reverberation_seconds = rng.uniform(0.3, 0.8) if far else rng.uniform(0.15, 0.6)
    microphone = rng.uniform([0.4, 0.4, 0.6], size - [0.4, 0.4, 0.8])
    places = rng.uniform([0.4, 0.4, 1.0], size - [0.4, 0.4, 0.5], size=(40 * num_places if far else num_places, 3))
    if far:
        places = places[np.linalg.norm(places - microphone, axis=1) >= FAR_METRES][:num_places]
    return Room(tuple(impulse_response(size, place, microphone, reverberation_seconds) for place in places))


def impulse_response(
    size: NDArray[np.float64],
    source: NDArray[np.float64],
    microphone: NDArray[np.float64],
    reverberation_seconds: float,
) -> Floats:
    """Return the response from source to microphone, positions in metres: (samples,), 1 at sample 0."""
    seconds = min(reverberation_seconds, MAX_SECONDS)
    reach = SPEED_OF_SOUND * seconds
    axes = [_images(size[axis], source[axis], microphone[axis], reach) for axis in range(3)]
    (x, nx), (y, ny), (z, nz) = axes
    distance = np.sqrt(x[:, None, None] ** 2 + y[None, :, None] ** 2 + z[None, None, :] ** 2).ravel()
    bounces = (nx[:, None, None] + ny[None, :, None] + nz[None, None, :]).ravel()
    direct = distance.min()
    near = distance < direct + reach
    distance, bounces = distance[near], bounces[near]
    gains = _reflection(size, reverberation_seconds) ** bounces * direct / distance
    delays = (distance - direct) / SPEED_OF_SOUND * SAMPLE_RATE
    early, share = delays.astype(np.int64), delays % 1
    num_samples = int(seconds * SAMPLE_RATE) + 2
    response = np.bincount(early, gains * (1 - share), num_samples)[:num_samples]
    response += np.bincount(early + 1, gains * share, num_samples)[:num_samples]
    return response.astype(np.float32)


def _images(length: float, source: float, microphone: float, reach: float) -> tuple[NDArray[np.float64], ...]:
    """Return the images' offsets from the microphone along one axis, and how often each has been reflected."""
    order = np.arange(-int(reach / (2 * length)) - 1, int(reach / (2 * length)) + 2)
    straight = 2 * order * length + source - microphone
    mirrored = 2 * order * length - source - microphone
    return np.concatenate([straight, mirrored]), np.concatenate([np.abs(2 * order), np.abs(2 * order - 1)])


def _reflection(size: NDArray[np.float64], reverberation_seconds: float) -> float:
    """Return the walls' reflection coefficient by Eyring's formula."""
    volume = float(np.prod(size))
    surface = 2 * float(size[0] * size[1] + size[1] * size[2] + size[0] * size[2])
    return float(np.exp(-0.5 * 0.161 * volume / (surface * reverberation_seconds)))
