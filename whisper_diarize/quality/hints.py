"""Hints for the user about a run, in a line each, with advice.

A hint is given only where it was found to be right: `tests/benchmarks/quality.py` measures, on simulated dialogues, how
near each estimate is to the truth and how often each hint is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from whisper_diarize.records import AttributedTranscript, Quality, SpeakerCount

from .ghosts import ghosts

HARDLY_ANY_SHARE = 0.05
NOISY_DB = 10.0
CLOSE_MARGIN = 0.15


@dataclass(frozen=True, slots=True)
class Hint:
    """`name`: `silent`, `noisy`, `ghost` or `unsure`, for programs; `text`: for people."""

    name: str
    text: str


def hints(transcript: AttributedTranscript, count: SpeakerCount) -> tuple[Hint, ...]:
    """Return the hints; none without diarization. `count`: the number of speakers that the user gave.

    A figure that the diarizer did not measure gives no hint.
    """
    diarization = transcript.diarization
    if diarization is None:
        return ()
    quality = diarization.quality
    if quality.speech is not None and quality.speech < HARDLY_ANY_SHARE:
        return (_silent(quality.speech, transcript.duration),)
    number = [] if count.num is not None else list(_ghosts(transcript)) or list(_unsure(quality, diarization.speakers))
    return (*_noisy(quality), *number)


def _silent(speech: float, duration: float) -> Hint:
    heard = "nobody was heard talking" if speech == 0 else f"talk was heard in {speech * duration:.1f} s only"
    return Hint("silent", f"{heard} (of {duration:.0f} s); is this the right recording?")


def _noisy(quality: Quality) -> Iterator[Hint]:
    if quality.snr is not None and quality.snr < NOISY_DB:
        yield Hint(
            "noisy",
            f"noisy: talk is only {quality.snr:.0f} dB louder than what is behind it, so more of it than usual is "
            "missed or made up; next time, a microphone closer to the mouth helps",
        )


def _ghosts(transcript: AttributedTranscript) -> Iterator[Hint]:
    found = ghosts(transcript)
    if found:
        names = " and ".join(f"{transcript.name_of(label)} ({seconds:.1f} s)" for label, seconds in found.items())
        left = len(transcript.speakers) - len(found)
        yield Hint("ghost", f"next to no talk by {names}: this may be nobody; if so, say --num-speakers {left}")


def _unsure(quality: Quality, speakers: tuple[str, ...]) -> Iterator[Hint]:
    """Doubt the number of speakers where another one is nearly as good."""
    found, rival = len(speakers), quality.rival_speakers
    if quality.rival_margin is None or quality.rival_margin >= CLOSE_MARGIN or rival is None or rival == found:
        return
    low, high = sorted((found, rival))
    yield Hint(
        "unsure",
        f"{low} or {high} speakers? Both fit the voices about as well, and {found} was taken; if there are {rival}, "
        f"say --num-speakers {rival}",
    )
