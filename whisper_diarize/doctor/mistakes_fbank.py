"""Known mistakes of filterbanks: for each, a regular expression of stages, its text, and how to compute it."""

from __future__ import annotations

from collections.abc import Iterator

from .filterbank import Settings
from .plain_layers import Arithmetic

KnownMistake = tuple[str, str, Arithmetic]

WINDOW_NAMES = {"hamming": "Hamming", "hann": "Hann", "povey": "Povey"}


def filterbank_mistakes(right_window: str) -> Iterator[KnownMistake]:
    """Yield the mistakes of a filterbank with one of WINDOW_NAMES."""
    for window, name in WINDOW_NAMES.items():
        if window != right_window:
            text = f"a {name} window in place of a {WINDOW_NAMES[right_window]} window"
            yield "fbank", text, Arithmetic(filterbank=Settings(window=window))
    for text, settings in _OTHERS:
        yield "fbank", text, Arithmetic(filterbank=settings)


_OTHERS = (
    ("no window", Settings(window="")),
    ("mel filters from 0 Hz on (Kaldi's begin at 20 Hz)", Settings(low_hz=0.0)),
    ("no pre-emphasis", Settings(preemphasis=False)),
    ("magnitudes in place of powers", Settings(power=False)),
    ("the mean over time left in", Settings(centred=False)),
)
