"""Sides: the words and turns of one channel that was worked on by itself, with its number and labels.

A channel with one voice is a speaker, `CH0`; of one with more, the voices are `CH0_SPEAKER_00`, and so on. No word
leaves its channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from whisper_diarize.records import (
    AttributedSegment,
    AttributedTranscript,
    AttributedWord,
    Diarization,
    Transcript,
    Turn,
    turns_of,
)

CHANNEL = "channel"
"""The reason of words that are said in the channel of their speaker, and the model of turns that follow from that."""

MIN_VOICE_SECONDS = 5.0
MIN_VOICE_SHARE = 0.05
"""Of the talk in a channel: who talks less is an error of the diarizer, or is heard in the background."""


@dataclass(frozen=True, slots=True)
class Side:
    """A channel, by its number from 0 on, with the name that was given to it, if any.

    `person` is the label of its speaker, if it has one voice, that is known from other recordings.
    """

    channel: int
    name: str = ""
    person: str = ""

    @property
    def label(self) -> str:
        """The label of its speaker, if it has one voice."""
        return self.person or f"CH{self.channel}"


def in_channel(transcript: Transcript, channel: int) -> Transcript:
    """Return the transcript of a channel, with its number on words and segments."""
    segments = tuple(
        replace(segment, words=tuple(replace(word, channel=channel) for word in segment.words), channel=channel)
        for segment in transcript.segments
    )
    return replace(transcript, segments=segments, word_speakers=())


def of_side(diarization: Diarization, side: Side, *, alone: bool = False) -> Diarization:
    """Return the turns of a channel with its number and labels.

    It has one voice if all others hardly talk; their turns are then that voice's. The voices of a channel that is
    `alone` keep their labels.
    """
    labels = {speaker: speaker if alone else f"{side.label}_{speaker}" for speaker in diarization.speakers}
    if len(_voices(diarization)) <= 1:
        labels = dict.fromkeys(labels, side.label)
        main = max(diarization.speakers, key=lambda speaker: _seconds(diarization, speaker), default="")
        diarization = replace(diarization, embeddings={k: v for k, v in diarization.embeddings.items() if k == main})
    exclusive = diarization.exclusive_turns
    return replace(
        diarization,
        turns=_relabelled(diarization.turns, labels, side.channel),
        exclusive_turns=None if exclusive is None else _relabelled(exclusive, labels, side.channel),
        embeddings={labels[label]: vector for label, vector in diarization.embeddings.items() if label in labels},
        scores=None,
    )


def as_said_by_side(transcript: Transcript, side: Side) -> AttributedTranscript:
    """Return the transcript of a channel that was not diarized: its words are those of its one speaker."""
    segments = tuple(
        AttributedSegment(
            segment, side.label, CHANNEL, tuple(AttributedWord(word, side.label, CHANNEL) for word in segment.words)
        )
        for segment in transcript.segments
    )
    words = [word for segment in transcript.segments for word in segment.words or (segment,)]
    turns = tuple(replace(turn, channel=side.channel) for turn in turns_of(words, [side.label] * len(words)))
    return AttributedTranscript(
        segments, diarization=Diarization(turns, model=CHANNEL), language=transcript.language, engine=transcript.engine
    )


def with_side(transcript: AttributedTranscript, side: Side) -> AttributedTranscript:
    """Return the attributed transcript of a channel, in which words that no turn claims are its one speaker's."""
    speakers = {turn.speaker for turn in transcript.diarization.turns} if transcript.diarization else set()
    if speakers - {side.label}:
        return transcript

    def given(word: AttributedWord) -> AttributedWord:
        return word if word.speaker is not None else replace(word, speaker=side.label, reason=CHANNEL)

    segments = tuple(
        segment
        if segment.speaker is not None
        else replace(segment, speaker=side.label, reason=CHANNEL, words=tuple(map(given, segment.words)))
        for segment in transcript.segments
    )
    return replace(transcript, segments=segments)


def _voices(diarization: Diarization) -> list[str]:
    seconds = {speaker: _seconds(diarization, speaker) for speaker in diarization.speakers}
    least = max(MIN_VOICE_SECONDS, MIN_VOICE_SHARE * sum(seconds.values()))
    return [speaker for speaker, talk in seconds.items() if talk >= least]


def _seconds(diarization: Diarization, speaker: str) -> float:
    return sum(turn.duration for turn in diarization.turns if turn.speaker == speaker)


def _relabelled(turns: Sequence[Turn], labels: dict[str, str], channel: int) -> tuple[Turn, ...]:
    """Return the turns with other labels; those of one label that touch or overlap are one."""
    found: list[Turn] = []
    latest: dict[str, int] = {}
    for turn in turns:
        label = labels.get(turn.speaker, turn.speaker)
        index = latest.get(label)
        if index is not None and turn.start <= found[index].end:
            found[index] = replace(found[index], end=max(found[index].end, turn.end))
            continue
        latest[label] = len(found)
        found.append(Turn(turn.start, turn.end, label, channel))
    return tuple(found)
