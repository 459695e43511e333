"""Speaker turns, and the view of them in which none overlaps another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from .arrays import same_arrays
from .display import counted
from .fields import NO_NAMES, Fields, Plain, rounded, speaker_fields
from .quality import Quality
from .scores import SpeakerScores
from .span import Span
from .voice import VoiceModel

if TYPE_CHECKING:  # the commands' help need not wait for NumPy
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Turn(Span):
    """One speaker talking without a break, in a `channel` of the recording, from 0 on; None if they were mixed."""

    speaker: str
    channel: int | None = None

    def to_dict(self, names: Mapping[str, str] = NO_NAMES) -> Plain:
        """Return the turn as plain values; `names` are those that readers see, by label."""
        times = {"start": rounded(self.start), "end": rounded(self.end)}
        return {**times, **speaker_fields(self.speaker, names), "channel": self.channel}

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Turn:
        """Read a turn: `start`, `end` and `speaker_label`, or `speaker` where there is no label.

        Raises:
            ValueError: a value is missing or wrong; the message names the field.
        """
        fields = Fields.of(data)
        return cls(*fields.times(), fields.label(), fields.optional_integer("channel", 0))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Diarization:
    """Turns in order of time; they may overlap.

    `exclusive_turns` is the view in which at most one speaker talks at a time, as the diarizer decided it; None if it
    did not (then `exclusive()` derives one). `embeddings` maps a speaker to a voice vector: (dim,) float32, made by
    `voice_model`; None: by a network that is not known, so that they are compared with no others. `model`
    names the model that found them; `licence` and `authors` are that model's. `quality` has what was noticed of the
    recording on the way. `scores` tell how much was heard of each speaker, frame by frame, if the diarizer has them.
    Diarizations are equal if all of this is.
    """

    turns: tuple[Turn, ...] = ()
    exclusive_turns: tuple[Turn, ...] | None = None
    embeddings: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    model: str | None = None
    quality: Quality = field(default_factory=Quality)
    scores: SpeakerScores | None = None
    licence: str | None = None
    authors: str | None = None
    voice_model: VoiceModel | None = None

    def __post_init__(self) -> None:
        for name in ("turns", "exclusive_turns"):
            turns = getattr(self, name)
            if turns is not None:
                object.__setattr__(self, name, tuple(sorted(turns, key=lambda t: (t.start, t.end, t.speaker))))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Diarization):
            return NotImplemented
        return (
            self._plain() == other._plain()
            and self.embeddings.keys() == other.embeddings.keys()
            and all(same_arrays(vector, other.embeddings[label]) for label, vector in self.embeddings.items())
            and self.scores == other.scores
        )

    def __hash__(self) -> int:
        return hash(self._plain())

    def __repr__(self) -> str:
        found = f"{counted(len(self.speakers), 'speaker')}, {counted(len(self.turns), 'turn')}"
        return f"<Diarization: {found}{f', {self.model}' if self.model else ''}>"

    def _plain(self) -> tuple[object, ...]:
        """Return all but the arrays."""
        known = (self.model, self.quality, self.licence, self.authors, self.voice_model)
        return self.turns, self.exclusive_turns, *known

    @property
    def speakers(self) -> tuple[str, ...]:
        """Labels in order of first appearance."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns))

    def exclusive(self) -> tuple[Turn, ...]:
        """Return turns of which no two overlap: the diarizer's own, else each instant is of the latest turn."""
        return self.exclusive_turns if self.exclusive_turns is not None else _latest_starter_first(self.turns)

    def speech(self, duration: float, *, margin: float = 0.4, bridge: float = 2.0) -> tuple[Span, ...]:
        """Return the spans with speech, in order of time; no two of them overlap.

        They are the turns with a `margin` around them, cut at the `duration` of the recording, and joined where less
        than `bridge` lies between two. All in seconds.
        """
        found: list[Span] = []
        for turn in self.turns:
            start, end = max(0.0, turn.start - margin), min(duration, turn.end + margin)
            if found and start - found[-1].end < bridge:
                found[-1] = Span(found[-1].start, max(found[-1].end, end))
            elif start < end:
                found.append(Span(start, end))
        return tuple(found)

    def with_labels(self, labels: Mapping[str, str]) -> Diarization:
        """Return the diarization in which speakers have other labels, wherever they are named."""

        def named(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
            return tuple(replace(turn, speaker=labels.get(turn.speaker, turn.speaker)) for turn in turns)

        return replace(
            self,
            turns=named(self.turns),
            exclusive_turns=None if self.exclusive_turns is None else named(self.exclusive_turns),
            embeddings={labels.get(label, label): vector for label, vector in self.embeddings.items()},
            scores=None if self.scores is None else self.scores.with_labels(labels),
        )

    def to_dict(self, names: Mapping[str, str] = NO_NAMES) -> Plain:
        """Return the diarization as plain values; `names` are those that readers see, by label.

        The arrays, `embeddings` and `scores`, are left out: a voice vector is never in a document.
        """
        found = self.rounded()
        return {
            "diarization_model": found.model,
            "diarization_licence": found.licence,
            "diarization_authors": found.authors,
            "turns": [turn.to_dict(names) for turn in found.turns],
            "exclusive_turns": [turn.to_dict(names) for turn in found.exclusive()],
            "quality": found.quality.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Diarization:
        """Read the output of `to_dict`.

        Raises:
            ValueError: a value is missing or wrong; the message names the field.
        """
        fields = Fields.of(data)
        exclusive = fields.get("exclusive_turns") is not None
        quality = fields.get("quality")
        return cls(
            fields.records("turns", Turn.from_dict),
            fields.records("exclusive_turns", Turn.from_dict) if exclusive else None,
            model=fields.optional_text("diarization_model"),
            quality=Quality() if quality is None else Quality.from_dict(Fields.of(quality, fields.path("quality"))),
            licence=fields.optional_text("diarization_licence"),
            authors=fields.optional_text("diarization_authors"),
        )

    def rounded(self) -> Diarization:
        """Return the turns with times to the millisecond, in the order that these have, without the arrays."""
        turns, exclusive = (tuple(map(_rounded, turns)) for turns in (self.turns, self.exclusive()))
        return replace(self, turns=turns, exclusive_turns=exclusive, embeddings={}, scores=None, voice_model=None)


JOIN_SECONDS = 0.5
"""Words of a speaker make one turn if no longer pause lies between them."""


def turns_of(words: Iterable[Span], speakers: Iterable[str | None]) -> tuple[Turn, ...]:
    """Return the turns of speakers, made of their words: over pauses of up to JOIN_SECONDS, in order of time."""
    turns: list[Turn] = []
    latest: dict[str, int] = {}
    for word, speaker in sorted(zip(words, speakers, strict=True), key=lambda item: item[0].start):
        if speaker is None:
            continue
        index = latest.get(speaker)
        if index is not None and word.start - turns[index].end <= JOIN_SECONDS:
            turns[index] = replace(turns[index], end=max(turns[index].end, word.end))
            continue
        latest[speaker] = len(turns)
        turns.append(Turn(word.start, word.end, speaker))
    return tuple(turns)


def _rounded(turn: Turn) -> Turn:
    return replace(turn, start=round(float(turn.start), 3), end=round(float(turn.end), 3))


def _latest_starter_first(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Cut overlapping turns: each instant belongs to the running turn that started last."""
    edges = sorted({edge for turn in turns for edge in (turn.start, turn.end)})
    pieces: list[Turn] = []
    running: list[Turn] = []
    waiting = list(reversed(turns))
    for start, end in pairwise(edges):
        while waiting and waiting[-1].start <= start:
            running.append(waiting.pop())
        running = [turn for turn in running if turn.end > start]
        if not running:
            continue
        latest = running[-1]
        if pieces and pieces[-1].speaker == latest.speaker and pieces[-1].end == start:
            pieces[-1] = replace(pieces[-1], end=end)
        else:
            pieces.append(replace(latest, start=start, end=end))
    return tuple(pieces)
