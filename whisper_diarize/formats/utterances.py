"""Utterances: stretches of one speaker in one channel, as services answer with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from whisper_diarize.records import AttributedSegment, AttributedTranscript

from .cleaning import one_line
from .words import TimedWord, timed_words


@dataclass(frozen=True, slots=True)
class Utterance:
    """A speaker's words until another begins; `speaker` is the label. Times are whole milliseconds."""

    speaker: str | None
    channel: int | None
    text: str
    words: tuple[TimedWord, ...]

    @property
    def start(self) -> int:
        """Start in milliseconds."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """End in milliseconds."""
        return max(word.end for word in self.words)


def utterances(transcript: AttributedTranscript, *, max_pause: int | None = None) -> Iterator[Utterance]:
    """Yield the utterances by time; with `max_pause`, in milliseconds, they end in longer pauses between segments."""
    run: list[AttributedSegment] = []
    for segment in transcript.segments:
        if not one_line(segment.segment.text):
            continue
        if run and (_source(segment) != _source(run[-1]) or _pause(run[-1], segment) > (max_pause or float("inf"))):
            yield _utterance(run)
            run = []
        run.append(segment)
    if run:
        yield _utterance(run)


def mean_probability(words: Iterable[TimedWord]) -> float | None:
    """Return the mean of the probabilities that are known; None if none is."""
    known = [word.probability for word in words if word.probability is not None]
    return round(sum(known) / len(known), 3) if known else None


def _source(segment: AttributedSegment) -> tuple[str | None, int | None]:
    return segment.speaker, segment.segment.channel


def _pause(segment: AttributedSegment, following: AttributedSegment) -> float:
    return 1000 * (following.start - segment.end)


def _utterance(run: list[AttributedSegment]) -> Utterance:
    text = one_line("".join(segment.segment.text for segment in run))  # they bring the space in front of them
    return Utterance(*_source(run[0]), text, tuple(word for segment in run for word in timed_words(segment)))
