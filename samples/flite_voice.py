"""Speak a phrase with a flite voice and get the exact time of every word.

flite keeps the whole analysis of an utterance in memory: tokens of the text, their words, syllables and timed phones.
Its command line prints the phones only, so this module asks the C library. A token starts where the phone before its
first phone ends, and ends where its last phone ends; these are the durations that the waveform was made from.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 16000
NOISE_SEED = 1  # of the C library's rand(), which excites the unvoiced sounds
TOKEN_START = b"daughter1.R:SylStructure.daughter1.daughter1.R:Segment.p.end"
TOKEN_END = b"daughtern.R:SylStructure.daughtern.daughtern.R:Segment.end"


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One word of a phrase as it is written, with its times in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Phrase:
    """A spoken phrase: samples (num_samples,) float64 in [-1, 1] at 16 kHz, and its words."""

    samples: npt.NDArray[np.float64]
    words: tuple[SpokenWord, ...]


class FliteVoice:
    """One of the voices of the Debian package flite: awb, kal16, rms or slt."""

    def __init__(self, name: str) -> None:
        library = ctypes.CDLL(f"libflite_cmu_us_{name}.so.1")
        register = getattr(library, f"register_cmu_us_{name}")
        register.restype = ctypes.POINTER(_Voice)
        register.argtypes = [ctypes.c_char_p]
        self._voice = register(None)

    def say(self, text: str, stretch: float = 1.0) -> Phrase:
        """Speak `text`; `stretch` above 1 speaks slower. The same call gives the same samples every time."""
        FLITE.feat_set_float(self._voice.contents.features, b"duration_stretch", stretch)
        LIBC.srand(NOISE_SEED)
        utterance = FLITE.flite_synth_text(text.encode("ascii"), self._voice)
        try:
            phrase = Phrase(_samples(utterance), _words(utterance, text))
        finally:
            FLITE.delete_utterance(utterance)
        return phrase


class _Voice(ctypes.Structure):
    _fields_ = (("name", ctypes.c_char_p), ("features", ctypes.c_void_p))


class _Wave(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    )


def _samples(utterance: int) -> npt.NDArray[np.float64]:
    wave = FLITE.utt_wave(utterance).contents
    if (wave.sample_rate, wave.num_channels) != (SAMPLE_RATE, 1):
        raise ValueError(f"the voice speaks at {wave.sample_rate} Hz; take one of awb, kal16, rms, slt")
    return np.ctypeslib.as_array(wave.samples, (wave.num_samples,)) / 32768.0


def _words(utterance: int, text: str) -> tuple[SpokenWord, ...]:
    """Read the token relation. A token is a written word ("It's"), of any number of spoken words."""
    words = []
    token = FLITE.relation_head(FLITE.utt_relation(utterance, b"Token"))
    for written in text.split():
        name = FLITE.flite_ffeature_string(token, b"name").decode("ascii")
        if not written.startswith(name):
            raise ValueError(f"flite reads {name!r} where the text has {written!r}; write it in plain words")
        start = FLITE.flite_ffeature_float(token, TOKEN_START)
        end = FLITE.flite_ffeature_float(token, TOKEN_END)
        words.append(SpokenWord(written, start, end))
        token = FLITE.item_next(token)
    if token is not None:
        raise ValueError(f"flite reads more words than {text!r} has; write it in plain words")
    return tuple(words)


def _load_flite() -> ctypes.CDLL:
    """Load flite with its English front end, and declare the functions that are used here."""
    flite = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
    ctypes.CDLL("libflite_usenglish.so.1", mode=ctypes.RTLD_GLOBAL)
    ctypes.CDLL("libflite_cmulex.so.1", mode=ctypes.RTLD_GLOBAL)
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    for name, result, arguments in (
        ("delete_utterance", None, (pointer,)),
        ("feat_set_float", None, (pointer, text, ctypes.c_float)),
        ("flite_ffeature_float", ctypes.c_float, (pointer, text)),
        ("flite_ffeature_string", text, (pointer, text)),
        ("flite_synth_text", pointer, (text, ctypes.POINTER(_Voice))),
        ("item_next", pointer, (pointer,)),
        ("relation_head", pointer, (pointer,)),
        ("utt_relation", pointer, (pointer, text)),
        ("utt_wave", ctypes.POINTER(_Wave), (pointer,)),
    ):
        function = getattr(flite, name)
        function.restype, function.argtypes = result, arguments
    flite.flite_init()
    return flite


FLITE = _load_flite()
LIBC = ctypes.CDLL(None)
