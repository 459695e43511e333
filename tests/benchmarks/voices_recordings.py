"""Recordings of one speaker each, two of each person by other clips, rooms and microphones: trials for identification.

A person's clips are parted in two: those of the first recording are never heard in the second. Each recording goes
through a channel of its own (`held_out_channel.py` of the training plugin), so that what two recordings of a person
have in common is the voice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.accuracy_voices import vectors
from whisper_diarize.protocols import Embedder
from whisper_diarize.records import SAMPLE_RATE

if TYPE_CHECKING:
    from whisper_diarize_train.corpus import Clip, Corpus

SECONDS = (3.0, 10.0, 30.0)
WINDOW_SECONDS = 5.0
MIN_WINDOW_SECONDS = 1.5
PAUSE_SECONDS = (0.1, 0.5)
TOLERANCE = 0.9  # of the seconds of speech that a recording must have

Part = Literal["enrolled", "heard"]
PARTS: tuple[Part, Part] = ("enrolled", "heard")
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """A vector for a person's speech of about `seconds`, in one of their two recordings."""

    set: str
    speaker: str
    seen: bool
    part: Part
    seconds: float
    vector: Floats

    @property
    def person(self) -> str:
        """The speaker, whose name is unique within a set only."""
        return f"{self.set}/{self.speaker}"


def embed_people(  # noqa: PLR0913  each argument is one thing that makes a trial
    corpus: Corpus,
    people: Sequence[tuple[str, str]],
    embedding: Embedder,
    condition: str,
    seed: int,
    *,
    everyone: bool = False,
) -> Iterator[Recorded]:
    """Yield the vectors of people, given by set and speaker, for as many seconds as there are of each.

    People of the training, unless `everyone` is to be tried, are a cohort: 10 s are enough.
    """
    from whisper_diarize_train.corpus import split_of
    from whisper_diarize_train.held_out_channel import CONDITIONS, Channel

    clips: dict[tuple[str, str], list[Clip]] = {}
    for clip in corpus.clips:
        clips.setdefault((clip.set, clip.speaker), []).append(clip)
    channel = Channel(corpus, CONDITIONS[condition])
    for number, person in enumerate(people):
        rng = np.random.default_rng([seed, number])
        seen = split_of(*person) == "train"
        lengths = SECONDS if everyone or not seen else (SECONDS[1],)
        for part, some in zip(PARTS, _parted(corpus, clips[person], rng), strict=True):
            spoken = join_speech(corpus, some, rng)
            if len(spoken) < TOLERANCE * SECONDS[0] * SAMPLE_RATE:
                continue
            talking = np.ones((len(spoken) // 160, 1), dtype=bool)
            heard = channel.play(spoken[None], talking, rng)
            for seconds, vector in embedded(embedding, heard, lengths):
                yield Recorded(*person, seen, part, seconds, vector)


def embedded(embedding: Embedder, samples: Floats, wanted: Sequence[float]) -> Iterator[tuple[float, Floats]]:
    """Yield the mean of the unit vectors of the first seconds of a recording, (dim,), for each length that it has."""
    whole = round(WINDOW_SECONDS * SAMPLE_RATE)
    size = min(len(samples), round(wanted[-1] * SAMPLE_RATE))
    windows = np.zeros((max(1, round(size / whole)), whole), np.float32)
    windows.flat[: min(size, windows.size)] = samples[: min(size, windows.size)]
    lengths = [seconds for seconds in wanted if len(samples) >= TOLERANCE * seconds * SAMPLE_RATE]
    found = unit(vectors(embedding, windows)) if any(length > WINDOW_SECONDS for length in lengths) else None
    for seconds in lengths:
        if seconds <= WINDOW_SECONDS:
            cut = samples[None, : round(seconds * SAMPLE_RATE)]
            yield seconds, unit(vectors(embedding, cut))[0]
        elif found is not None:
            yield seconds, np.asarray(found[: round(seconds / WINDOW_SECONDS)].mean(axis=0), dtype=np.float32)


def unit(found: Floats) -> Floats:
    """Return vectors, (count, dim), at length 1."""
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def _parted(corpus: Corpus, clips: Sequence[Clip], rng: np.random.Generator) -> tuple[list[Any], list[Any]]:
    """Part clips in two: a third of the speech, 10 s at most, is heard later."""
    shuffled = [clips[place] for place in rng.permutation(len(clips))]
    lengths = [_speech(corpus, clip).size / SAMPLE_RATE for clip in shuffled]
    wanted = min(SECONDS[1], sum(lengths) / 3)
    heard: list[Any] = []
    had = 0.0
    for clip, length in zip(shuffled, lengths, strict=True):
        if had >= wanted:
            break
        heard.append(clip)
        had += length
    return [clip for clip in shuffled if clip not in heard], heard


def join_speech(corpus: Corpus, clips: Sequence[Clip], rng: np.random.Generator) -> Floats:
    """Join the speech of clips, at one level, with short pauses."""
    pieces: list[Floats] = []
    for clip in clips:
        speech = _speech(corpus, clip)
        if len(speech) < 1600:
            continue
        pieces += [0.05 * speech / np.sqrt(np.mean(speech**2) + 1e-9)]
        pieces += [np.zeros(round(rng.uniform(*PAUSE_SECONDS) * SAMPLE_RATE), np.float32)]
    joined = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
    return np.asarray(joined[: len(joined) // 160 * 160], dtype=np.float32)


def _speech(corpus: Corpus, clip: Clip) -> Floats:
    """Return a clip from its first speech to its last: (num_samples,)."""
    on = np.flatnonzero(corpus.activity(clip))
    if not len(on):
        return np.zeros(0, np.float32)
    return np.asarray(corpus.audio(clip)[on[0] * 160 : (on[-1] + 1) * 160], dtype=np.float32)
