import wave
from pathlib import Path

import numpy as np
import pytest

from whisper_diarize import Audio

SAMPLES = Path(__file__).parents[3] / "samples"


@pytest.fixture(scope="session")
def speech() -> Audio:
    """Twelve seconds of a conversation of two people."""
    with wave.open(str(SAMPLES / "interview.wav")) as file:
        file.setpos(6 * file.getframerate())
        content = file.readframes(12 * file.getframerate())
    return Audio(np.frombuffer(content, "<i2").astype(np.float32) / 32768, name="interview")
