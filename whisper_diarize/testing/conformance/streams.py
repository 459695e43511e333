"""Cases for the streams of incremental transcribers; other engines pass them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from whisper_diarize.protocols import IncrementalTranscriber, Transcriber, WordStream
from whisper_diarize.records import SAMPLE_RATE, Audio, StreamedWords, Word

from .case import Case, blaming

Make = Callable[[], Transcriber]

PIECES_SECONDS = (0.5, 0.3, 0.0, 1.0, 0.01)
"""Lengths of pieces, again and again: sources of sound give what they have."""
AFTER_SECONDS = 1.0
"""Words may end so much after the sound that was fed: engines work in blocks."""


def stream_cases(audio: Audio) -> tuple[Case, ...]:
    """Return the cases; `audio` is the recording that is fed."""
    return (
        Case("streams words in order", partial(_checked, _streams_words_in_order, audio)),
        Case("keeps its streams apart", partial(_checked, _keeps_its_streams_apart, audio)),
        Case("keeps the samples that it is fed", partial(_checked, _keeps_the_samples, audio)),
    )


def pieces(samples: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    """Yield copies of the samples piece by piece; in the end an empty one."""
    start, number = 0, 0
    while start < len(samples):
        size = round(PIECES_SECONDS[number % len(PIECES_SECONDS)] * SAMPLE_RATE)
        yield samples[start : start + size].copy()
        start, number = start + size, number + 1
    yield samples[:0].copy()


def _checked(check: Callable[[Audio, IncrementalTranscriber], None], audio: Audio, make: Make) -> None:
    engine = make()
    if isinstance(engine, IncrementalTranscriber):
        with blaming("a stream"):
            check(audio, engine)


def _streams_words_in_order(audio: Audio, engine: IncrementalTranscriber) -> None:
    certain: list[Word] = []
    heard = 0.0
    for answer, num_samples in _answers(engine.stream(), audio.array):
        heard += num_samples / SAMPLE_RATE
        certain += answer.certain
        _check_order([*certain, *answer.tentative], heard)
    assert not answer.tentative, "words are tentative although the recording is over"


def _check_order(words: Sequence[Word], heard: float) -> None:
    for earlier, later in pairwise(words):
        assert earlier.start <= later.start, f"words go back in time: {earlier}, {later}"
    if words:
        assert words[-1].end <= heard + AFTER_SECONDS, f"a word ends after the sound that was fed: {words[-1]}"


def _keeps_its_streams_apart(audio: Audio, engine: IncrementalTranscriber) -> None:
    alone = _certain(_answers(engine.stream(), audio.array))
    first, second = (_answers(engine.stream(), audio.array) for _ in range(2))
    taken_in_turn = list(zip(first, second, strict=True))
    for number in range(2):
        words = _certain(pair[number] for pair in taken_in_turn)
        assert words == alone, "two streams that are fed in turn give other words than one alone"


def _keeps_the_samples(audio: Audio, engine: IncrementalTranscriber) -> None:
    stream = engine.stream()
    for piece in pieces(audio.array):
        given = piece.copy()
        stream.feed(given)
        assert np.array_equal(given, piece), "it changes the samples that it is fed"


def _answers(stream: WordStream, samples: NDArray[np.float32]) -> Iterator[tuple[StreamedWords, int]]:
    """Yield the answer to each piece, the last one with `last`, and the number of its samples."""
    given = list(pieces(samples))
    for number, piece in enumerate(given):
        answer = stream.feed(piece, last=number == len(given) - 1)
        assert isinstance(answer, StreamedWords), f"feed returned {type(answer).__name__}, not StreamedWords"
        yield answer, len(piece)


def _certain(answers: Iterator[tuple[StreamedWords, int]]) -> list[Word]:
    return [word for answer, _ in answers for word in answer.certain]
