"""Words and segments with their speakers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from .display import counted
from .fields import NO_NAMES, Fields, Plain, check_range, rounded, speaker_fields
from .span import Span
from .transcript import Segment, Word, mapped


@dataclass(frozen=True, slots=True, repr=False)
class AttributedWord:
    """A word and its speaker's label.

    `reason` says how the speaker was found: `overlap` (a turn of theirs lies under the word), `nearest` (none does),
    `transcript` (the transcript that was taken says so), `channel` (it is said in the channel that is theirs alone),
    `checked` (a person did), or, with `speaker` None, why there is none: `no turns`, `not diarized`, `echo`. `gap` is
    the distance in seconds to the speaker's nearest turn (0: under it).

    The others depend on the method; None, or nothing, is not known. `speaker_confidence` is the probability that the
    speaker is right, `runner_up` the label of the next best. `overlap`: others, `other_speakers`, talk at the same
    time. `no_speech`: the diarizer hears no speech here, so the word may be made up.

    Raises:
        ValueError: the gap is negative, or the confidence no probability.
    """

    word: Word
    speaker: str | None
    reason: str
    gap: float = 0.0
    speaker_confidence: float | None = None
    runner_up: str | None = None
    overlap: bool = False
    other_speakers: tuple[str, ...] = ()
    no_speech: bool = False

    def __post_init__(self) -> None:
        check_range("gap", self.gap, 0)
        check_range("speaker_confidence", self.speaker_confidence, 0, 1)

    def __repr__(self) -> str:
        return f"<AttributedWord {self.start:.2f}-{self.end:.2f} {self.speaker}: {self.text!r}>"

    @property
    def text(self) -> str:
        """The word, with the white space that precedes it."""
        return self.word.text

    @property
    def start(self) -> float:
        """Start in seconds."""
        return self.word.start

    @property
    def end(self) -> float:
        """End in seconds."""
        return self.word.end

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.word.duration

    @property
    def probability(self) -> float | None:
        """The engine's probability of the word, if it has one."""
        return self.word.probability

    def with_text(self, text: str) -> AttributedWord:
        """Return the word with another text, after the white space that it had."""
        return replace(self, word=self.word.with_text(text))

    def to_dict(self, names: Mapping[str, str] = NO_NAMES) -> Plain:
        """Return the word as plain values; `names` are those that readers see, by label."""
        word = self.word
        probability = rounded(word.probability)
        return {
            "word": word.text,
            "start": rounded(word.start),
            "end": rounded(word.end),
            "probability": probability,
            "score": probability,
            **speaker_fields(self.speaker, names),
            "reason": self.reason,
            "gap": rounded(self.gap),
            "interpolated": word.interpolated,
            "speaker_confidence": rounded(self.speaker_confidence),
            "runner_up": self.runner_up,
            "overlap": self.overlap,
            "other_speakers": list(self.other_speakers),
            "no_speech": self.no_speech,
            "channel": word.channel,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> AttributedWord:
        """Read the output of `to_dict`.

        Raises:
            ValueError: a value is missing or wrong; the message names the field.
        """
        fields = Fields.of(data)
        return cls(
            Word.from_dict(fields),
            fields.optional_label(),
            fields.text("reason"),
            fields.optional_number("gap", 0) or 0.0,
            speaker_confidence=fields.optional_number("speaker_confidence", 0, 1),
            runner_up=fields.optional_text("runner_up"),
            overlap=fields.flag("overlap"),
            other_speakers=fields.texts("other_speakers"),
            no_speech=fields.flag("no_speech"),
        )


@dataclass(frozen=True, slots=True, repr=False)
class AttributedSegment:
    """A piece of a segment in which one speaker talks: a cue.

    `segment` has the text, the times and the plain words; `words` are the same with their speakers, and empty if the
    engine gave no word times. The plain words and the text follow from `words`. `paragraph`: a person began a
    paragraph here (True), or joined it to the one before (False); None: where paragraphs begin is left to readers.

    Raises:
        ValueError: the segment has words that are missing in `words`, or its text is not what they say.
    """

    segment: Segment
    speaker: str | None
    reason: str
    words: tuple[AttributedWord, ...] = ()
    paragraph: bool | None = None

    def __post_init__(self) -> None:
        plain = tuple([word.word for word in self.words])
        if plain == self.segment.words:
            return
        if not plain:
            raise ValueError("a segment with words needs them with their speakers as well")
        object.__setattr__(self, "segment", replace(self.segment, words=plain))

    def __repr__(self) -> str:
        words = f", {counted(len(self.words), 'word')}" if self.words else ""
        return f"<AttributedSegment {self.start:.2f}-{self.end:.2f} {self.speaker}: {self.text!r}{words}>"

    @property
    def start(self) -> float:
        """Start in seconds."""
        return self.segment.start

    @property
    def end(self) -> float:
        """End in seconds."""
        return self.segment.end

    @property
    def span(self) -> Span:
        """The time, without the text."""
        return Span(self.segment.start, self.segment.end)

    @property
    def text(self) -> str:
        """The text without white space around it."""
        return self.segment.text.strip()

    @property
    def num_words(self) -> int:
        """Number of words; without word times, of parts between white space."""
        return len(self.words) or len(self.segment.text.split())

    def with_text(self, text: str) -> AttributedSegment:
        """Return the segment with another text, after the white space that it had, and without words.

        Times of words do not fit another text. To change words one by one, and keep their times, use `map_words`. With
        the text that it has, it is the same segment.
        """
        segment = self.segment.with_text(text)
        return self if segment is self.segment else replace(self, segment=segment, words=())

    def with_words(self, words: tuple[AttributedWord, ...]) -> AttributedSegment:
        """Return the segment with other words; its text is theirs. Without words, the text stays."""
        return replace(self, segment=self.segment.with_words(tuple(word.word for word in words)), words=words)

    def map_words(self, change: Callable[[str], str]) -> AttributedSegment | None:
        """Return the segment with each word changed, as `AttributedTranscript.map_words` does; None if none is left."""
        if self.words:
            words = tuple(word for word in (_changed(word, change) for word in self.words) if word is not None)
            return self.with_words(words) if words else None
        text = mapped(self.segment.text, change)
        return self.with_text(text) if text.strip() or not self.text else None

    def to_dict(self, names: Mapping[str, str] = NO_NAMES) -> Plain:
        """Return the segment as plain values; `names` are those that readers see, by label."""
        return {
            **self.segment.without_words(),
            **speaker_fields(self.speaker, names),
            "reason": self.reason,
            "paragraph": self.paragraph,
            "words": [word.to_dict(names) for word in self.words],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> AttributedSegment:
        """Read the output of `to_dict`.

        Raises:
            ValueError: a value is missing or wrong, or the text is not what the words say; the message names the field.
        """
        fields = Fields.of(data)
        words = fields.records("words", AttributedWord.from_dict)
        segment = Segment.of_fields(fields, tuple(word.word for word in words))
        paragraph = None if fields.get("paragraph") is None else fields.flag("paragraph")
        return cls(segment, fields.optional_label(), fields.text("reason"), words, paragraph)


def _changed(word: AttributedWord, change: Callable[[str], str]) -> AttributedWord | None:
    """Return the word as `change` writes it; None if it becomes blank."""
    bare = word.text.strip()
    text = change(bare)
    if not text.strip():
        return None
    return word if text == bare else word.with_text(text)
