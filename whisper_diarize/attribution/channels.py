"""Words and turns of channels that were worked on each by itself: labels, and one transcript of all.

A channel with one voice is a speaker, `CH0`; of one with more, the voices are `CH0_SPEAKER_00`, and so on. No word
leaves its channel.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

from whisper_diarize.records import (
    AttributedSegment,
    AttributedTranscript,
    AttributedWord,
    Diarization,
    Quality,
    Segment,
    Span,
    Speaker,
    Transcript,
    Turn,
    Word,
    turns_of,
)

CHANNEL = "channel"
"""The reason of words that are said in the channel of their speaker, and the model of turns that follow from that."""

ECHO = "echo"
"""The reason of words that are said in another channel."""

ECHO_BELOW = 0.5
"""A word is echo if less than this share of its sound is its channel's own."""
DOUBT = 0.3

MIN_VOICE_SECONDS = 5.0
MIN_VOICE_SHARE = 0.05
"""Of the talk in a channel: who talks less is an error of the diarizer, or is heard in the background."""

PAUSE_SECONDS = 0.3
"""A segment is cut in a pause of at least this, if another channel has talk in it."""

MIN_SHARED_SECONDS = 0.1
"""Two people talk at the same time if they share this with a word, or half of it."""


@dataclass(frozen=True, slots=True)
class Side:
    """A channel, by its number from 0 on, with the name that was given to it, if any."""

    channel: int
    name: str = ""

    @property
    def label(self) -> str:
        """The label of its speaker, if it has one voice."""
        return f"CH{self.channel}"


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


def apart(transcript: Transcript, own_share: Callable[[Span], float]) -> tuple[Transcript, tuple[Segment, ...]]:
    """Return the transcript of a channel without its echoes, and these; segments are cut between both.

    `own_share` tells how much of the sound of a span is the channel's own. Words in doubt, between others of which
    all are, or none is, an echo, are as those.
    """
    own: list[Segment] = []
    echoes: list[Segment] = []
    for segment in transcript.segments:
        kinds = _kinds([own_share(word) for word in segment.words or (segment,)])
        for is_echo, run in groupby(range(len(kinds)), key=kinds.__getitem__):
            indices = list(run)
            part = segment if len(indices) == len(kinds) else _part(segment, indices[0], indices[-1] + 1)
            (echoes if is_echo else own).append(part)
    return replace(transcript, segments=tuple(own)), tuple(echoes)


def without_echo(diarization: Diarization, own_share: Callable[[Span], float]) -> Diarization:
    """Return the turns of a channel that are not an echo."""

    def own(turns: Sequence[Turn]) -> tuple[Turn, ...]:
        return tuple(turn for turn in turns if own_share(turn) >= ECHO_BELOW)

    exclusive = diarization.exclusive_turns
    turns = own(diarization.turns)
    if len(turns) == len(diarization.turns):
        return diarization
    return replace(diarization, turns=turns, exclusive_turns=None if exclusive is None else own(exclusive))


def _kinds(shares: Sequence[float]) -> list[bool]:
    """Tell which words are echo; those in doubt are if the nearest before and after them are, that are in none."""
    sure = [None if abs(share - ECHO_BELOW) < DOUBT else share < ECHO_BELOW for share in shares]
    before, after = list(accumulate(sure, _latest)), list(accumulate(reversed(sure), _latest))[::-1]
    around = ({one for one in pair if one is not None} for pair in zip(before, after, strict=True))
    return [found.pop() if len(found) == 1 else share < ECHO_BELOW for found, share in zip(around, shares, strict=True)]


def _latest(last: bool | None, one: bool | None) -> bool | None:  # noqa: FBT001  a step of `accumulate`
    return last if one is None else one


def as_echo(segments: Sequence[Segment]) -> tuple[AttributedSegment, ...]:
    """Return segments that are the sound of another channel: no speaker of this one says them."""
    return tuple(
        AttributedSegment(
            replace(segment, echo=True), None, ECHO, tuple(AttributedWord(word, None, ECHO) for word in segment.words)
        )
        for segment in segments
    )


def merged(parts: Sequence[AttributedTranscript], sides: Sequence[Side]) -> AttributedTranscript:
    """Return one transcript of channels, by time; what is said at the same time stays, one after the other."""
    turns = tuple(turn for part in parts if part.diarization for turn in part.diarization.turns)
    others = _TurnsOfOthers(turns)
    cut = (piece for part in parts for piece in _cut_in_pauses(part.segments, others))
    segments = tuple(_with_others(segment, others) for segment in cut)
    longest = max(parts, key=lambda part: len(part.words))
    diarizations = [part.diarization for part in parts if part.diarization is not None]
    return replace(
        longest,
        segments=tuple(sorted(segments, key=lambda segment: segment.start)),
        speakers=_speakers(turns, segments, sides),
        diarization=_joined(diarizations, turns) if diarizations else None,
        engine=next((part.engine for part in parts if part.engine), None),
    )


def join_diarizations(diarizations: Sequence[Diarization]) -> Diarization:
    """Return the turns of all channels as one diarization."""
    return _joined(diarizations, tuple(turn for one in diarizations for turn in one.turns))


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


def _joined(diarizations: Sequence[Diarization], turns: tuple[Turn, ...]) -> Diarization:
    ratios = [one.quality.snr for one in diarizations if one.quality.snr is not None]
    return replace(
        diarizations[0],
        turns=turns,
        exclusive_turns=None,
        embeddings={label: vector for one in diarizations for label, vector in one.embeddings.items()},
        quality=Quality(snr=min(ratios, default=None)),
        scores=None,
    )


def _speakers(
    turns: Sequence[Turn], segments: Sequence[AttributedSegment], sides: Sequence[Side]
) -> tuple[Speaker, ...]:
    """Return the speakers in order of appearance, with the names of their channels."""
    begun: dict[str, float] = {}
    spoken = [(segment.start, segment.speaker) for segment in segments if segment.speaker is not None]
    for start, label in sorted([*((turn.start, turn.speaker) for turn in turns), *spoken]):
        begun.setdefault(label, start)
    names = {side.label: side.name for side in sides}
    count: dict[str, int] = {}
    found = []
    for label in begun:
        channel, _, voice = label.partition("_")
        name = names.get(channel) or ""
        if name and voice:  # the voices of a channel with a name: Desk 1, Desk 2
            count[channel] = count.get(channel, 0) + 1
            name = f"{name} {count[channel]}"
        found.append(Speaker(label, name or label))
    return tuple(found)


class _TurnsOfOthers:
    """The turns of all channels, to find those of other channels at a time."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._turns = sorted(turns, key=lambda turn: turn.start)
        self._starts = [turn.start for turn in self._turns]
        self._longest = max((turn.duration for turn in self._turns), default=0.0)

    def during(self, span: Span, channel: int | None) -> tuple[str, ...]:
        """Return the speakers of other channels during a span."""
        first = bisect_left(self._starts, span.start - self._longest)
        last = bisect_right(self._starts, span.end)
        least = min(MIN_SHARED_SECONDS, span.duration / 2)
        return tuple(
            dict.fromkeys(
                turn.speaker
                for turn in self._turns[first:last]
                if turn.channel != channel and 0 < turn.overlap(span) >= least
            )
        )


def _with_others(segment: AttributedSegment, others: _TurnsOfOthers) -> AttributedSegment:
    """Return the segment whose words tell who talks in other channels meanwhile."""
    if segment.segment.echo:
        return segment
    words = []
    for word in segment.words:
        found = others.during(word.word, word.word.channel)
        speakers = tuple(dict.fromkeys((*word.other_speakers, *found)))
        words.append(replace(word, overlap=True, other_speakers=speakers) if found else word)
    return replace(segment, words=tuple(words))


def _cut_in_pauses(segments: Sequence[AttributedSegment], others: _TurnsOfOthers) -> Iterator[AttributedSegment]:
    """Yield the segments, cut in pauses in which there is talk in another channel."""

    def answered(word: Word, following: Word) -> bool:
        pause = following.start - word.end
        return pause >= PAUSE_SECONDS and bool(others.during(Span(word.end, following.start), word.channel))

    for segment in segments:
        words = segment.segment.words
        cuts = [i for i in range(1, len(words)) if answered(words[i - 1], words[i])]
        runs = [list(run) for _, run in groupby(range(len(words)), key=lambda i: bisect_right(cuts, i))]
        if len(runs) < 2:  # noqa: PLR2004  nothing is cut
            yield segment
            continue
        for run in runs:
            yield _piece(segment, segment.words[run[0] : run[-1] + 1])


def _piece(segment: AttributedSegment, words: tuple[AttributedWord, ...]) -> AttributedSegment:
    """Return the part of a segment that has `words`."""
    return replace(segment, segment=_cut(segment.segment, tuple(word.word for word in words)), words=words)


def _part(segment: Segment, first: int, stop: int) -> Segment:
    return _cut(segment, segment.words[first:stop])


def _cut(segment: Segment, words: tuple[Word, ...]) -> Segment:
    """Return the part of a segment that has `words`; tokens cannot be cut at a word, so it has none."""
    start, end = min(word.start for word in words), max(word.end for word in words)
    return replace(segment, start=start, end=end, text="".join(word.text for word in words), words=words, tokens=())
