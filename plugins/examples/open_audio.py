"""A kind of source: `transcribe tone:440` opens a second of a tone; a URL or a device is opened likewise."""

import numpy as np

from whisper_diarize import Audio, AudioError, hookimpl

API_VERSION = 1


@hookimpl
def open_audio(source: str, sample_rate: int) -> Audio | None:
    """Return the recording at `sample_rate`, or None for sources that are not ours."""
    if not source.startswith("tone:"):
        return None
    try:
        frequency = float(source.removeprefix("tone:"))
    except ValueError as error:
        raise AudioError(source, "after tone: comes a frequency, as in tone:440") from error
    samples = 0.1 * np.sin(2 * np.pi * frequency * np.arange(sample_rate) / sample_rate)
    return Audio(samples.astype(np.float32), sample_rate, source, f"tone-{frequency:g}")
