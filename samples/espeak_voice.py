"""Speak a phrase with an espeak-ng voice and get the time of every word.

The C library reports, while it speaks, at which sample each word of the text begins. A word ends where the next one
begins; the last one, and those before a pause that punctuation makes, end where the sound does.
"""

from __future__ import annotations

import ctypes
import itertools
from typing import Any

import numpy as np
import numpy.typing as npt
from flite_voice import Phrase, SpokenWord

RETRIEVAL, UTF8, MIDDLE_WORD = 1, 1, 1
RATE_PARAMETER = 1
END_OF_EVENTS, WORD = 0, 1
SILENCE = 0.005  # of full scale
BREATH_SECONDS = 0.02


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("string", ctypes.c_char * 8),
    )


CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class EspeakVoice:
    """A voice of the Debian package espeak-ng, with a variant: `en-us+f3`, `en-gb-scotland+m2` ..."""

    def __init__(self, name: str) -> None:
        self.name = name

    def say(self, text: str, stretch: float = 1.0) -> Phrase:
        """Speak `text` at the library's own rate of samples; `stretch` above 1 speaks slower."""
        pieces: list[npt.NDArray[np.int16]] = []
        starts: dict[int, float] = {}

        def take(samples: Any, count: int, events: Any) -> int:  # Any: pointers of ctypes
            if count:
                pieces.append(np.ctypeslib.as_array(samples, (count,)).copy())
            for index in itertools.count():
                event = events[index]
                if event.type == END_OF_EVENTS:
                    return 0
                if event.type == WORD:
                    starts.setdefault(event.text_position - 1, event.audio_position / 1000)
            return 0

        callback = CALLBACK(take)
        ESPEAK.espeak_SetSynthCallback(callback)
        if ESPEAK.espeak_SetVoiceByName(self.name.encode()):
            raise ValueError(f"espeak-ng has no voice {self.name!r}")
        ESPEAK.espeak_SetParameter(RATE_PARAMETER, round(165 / stretch), 0)
        encoded = text.encode("ascii")
        ESPEAK.espeak_Synth(encoded, len(encoded) + 1, 0, MIDDLE_WORD, 0, UTF8, None, None)
        ESPEAK.espeak_Synchronize()
        samples = np.concatenate(pieces) / 32768.0
        return Phrase(samples, _words(text, starts, samples))


def _words(text: str, starts: dict[int, float], samples: npt.NDArray[np.float64]) -> tuple[SpokenWord, ...]:
    """Return the words; those that the library speaks as one ("in the") share its time by length."""
    loud = np.flatnonzero(np.abs(samples) > SILENCE) / SAMPLE_RATE
    groups: list[tuple[float, list[str]]] = []
    place = 0
    for word in text.split():
        if place in starts:
            groups.append((starts[place], []))
        groups[-1][1].append(word)
        place += len(word) + 1
    words = []
    for (begin, group), (after, _) in itertools.pairwise([*groups, (len(samples) / SAMPLE_RATE, [])]):
        heard = loud[(loud >= begin) & (loud < after)]
        pause_follows = not group[-1][-1].isalnum() or after == len(samples) / SAMPLE_RATE
        end = min(after, float(heard[-1]) + BREATH_SECONDS) if pause_follows and len(heard) else after
        shares = itertools.accumulate((len(word) for word in group), initial=0)
        edges = [begin + (end - begin) * share / sum(map(len, group)) for share in shares]
        words += [SpokenWord(word, *times) for word, times in zip(group, itertools.pairwise(edges), strict=True)]
    return tuple(words)


ESPEAK = ctypes.CDLL("libespeak-ng.so.1")
SAMPLE_RATE = ESPEAK.espeak_Initialize(RETRIEVAL, 0, None, 0)
