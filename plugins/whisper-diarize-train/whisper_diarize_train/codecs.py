"""Pass a recording through a codec and back, as phones, calls and files do."""

import io
from typing import Literal

import numpy as np
import soundfile as sf
from numpy.typing import NDArray
from scipy.signal import resample_poly

SAMPLE_RATE = 16000
TELEPHONE_RATE = 8000
LOUDEST = 0.5  # of full scale, so that nothing is clipped on the way

Codec = Literal["", "mulaw", "gsm", "mp3", "vorbis", "opus"]
Floats = NDArray[np.float32]

FILES: dict[Codec, tuple[int, str, str]] = {  # sampling rate, container, coding
    "mulaw": (TELEPHONE_RATE, "WAV", "ULAW"),
    "gsm": (TELEPHONE_RATE, "WAV", "GSM610"),
    "mp3": (SAMPLE_RATE, "MP3", "MPEG_LAYER_III"),
    "vorbis": (SAMPLE_RATE, "OGG", "VORBIS"),
    "opus": (SAMPLE_RATE, "OGG", "OPUS"),
}
COMPRESSED = ("mp3", "vorbis", "opus")
COMPRESSION = 0.99  # libsndfile's: near the fewest bits


def through(codec: Codec, samples: Floats) -> Floats:
    """Return the samples after the codec, (num_samples,), in their place and at their level."""
    peak = float(np.abs(samples).max(initial=0.0))
    if not codec or peak == 0:
        return samples
    rate, container, coding = FILES[codec]
    scaled = samples * (LOUDEST / peak)
    sent = resample_poly(scaled, rate, SAMPLE_RATE) if rate != SAMPLE_RATE else scaled
    buffer = io.BytesIO()
    settings = {"compression_level": COMPRESSION} if codec in COMPRESSED else {}
    sf.write(buffer, sent, rate, format=container, subtype=coding, **settings)
    buffer.seek(0)
    received, _ = sf.read(buffer, dtype="float32")
    if rate != SAMPLE_RATE:
        received = resample_poly(received, SAMPLE_RATE, rate)
    heard = np.zeros_like(samples)
    length = min(len(samples), len(received))
    heard[:length] = received[:length] * (peak / LOUDEST)
    return heard
