"""Words, segments and transcripts, as engines deliver them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from .display import counted
from .fields import Fields, Plain, check_range, rounded
from .span import Span


@dataclass(frozen=True, slots=True)
class Word(Span):
    """One word with its time.

    `text` follows Whisper's convention: it carries the white space that precedes it (` word`), so that joined words
    give the text, also in languages that are written without spaces. `probability` is in [0, 1]; None if the engine has
    none. `interpolated` marks a time that was not measured but filled in between neighbours. `channel` is the number,
    from 0 on, of the recording's channel in which it was said; None if the channels were mixed.

    Raises:
        ValueError: the times are not a span, the probability is not one, or the channel is negative.
    """

    text: str
    probability: float | None = None
    interpolated: bool = False
    channel: int | None = None

    def __post_init__(self) -> None:
        Span.__post_init__(self)  # super() does not work in a class with slots
        check_range("channel", self.channel, 0)
        check_range("probability", self.probability, 0, 1)

    def with_text(self, text: str) -> Word:
        """Return the word with another text, after the white space that it had."""
        return replace(self, text=respaced(self.text, text))

    def to_dict(self) -> Plain:
        """Return the word as plain values, as Whisper does."""
        return {
            "word": self.text,
            "start": rounded(self.start),
            "end": rounded(self.end),
            "probability": rounded(self.probability),
            "interpolated": self.interpolated,
            "channel": self.channel,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Word:
        """Read a word of Whisper's or of ours.

        Raises:
            ValueError: a value is missing or wrong; the message names the field.
        """
        fields = Fields.of(data)
        probability = fields.optional_number("probability", 0, 1)
        channel = fields.optional_integer("channel", 0)
        return cls(*fields.times(), fields.text("word"), probability, fields.flag("interpolated"), channel)


@dataclass(frozen=True, slots=True, repr=False)
class Segment(Span):
    """A stretch of speech as the engine cut it.

    `text` carries the white space that precedes it, as that of a word does: joined segments give the text. `words` may
    be empty if the engine gives no word times; else `text` is the words joined, with their white space at both ends.
    `channel` is that of the words. `echo`: it is the sound of another channel that is heard in this one, so it is said
    there as well. The remaining fields are Whisper's decoding statistics; None (or empty) if the engine has none.

    Raises:
        ValueError: the times are not a span, or `text` is not what `words` say.
    """

    text: str
    words: tuple[Word, ...] = ()
    seek: int | None = None
    tokens: tuple[int, ...] = ()
    temperature: float | None = None
    avg_logprob: float | None = None
    compression_ratio: float | None = None
    no_speech_prob: float | None = None
    channel: int | None = None
    echo: bool = False

    def __post_init__(self) -> None:
        Span.__post_init__(self)
        check_range("channel", self.channel, 0)
        if self.words:
            said = joined(self.words)
            if said == self.text:
                return
            if said.split() != self.text.split():
                raise ValueError(
                    f"the text {self.text!r:.60} is not what the words say, {said!r:.60}: change both, with with_text, "
                    "with_words or map_words, or leave out the words"
                )
            object.__setattr__(self, "text", said)

    def __repr__(self) -> str:
        words = f", {counted(len(self.words), 'word')}" if self.words else ""
        return f"<Segment {self.start:.2f}-{self.end:.2f}: {self.text!r}{words}>"

    def with_text(self, text: str) -> Segment:
        """Return the segment with another text, after the white space that it had, and without words or tokens.

        Times of words do not fit another text. With the text that it has, it is the same segment.
        """
        if text.strip() == self.text.strip():
            return self
        return replace(self, text=respaced(self.text, text), words=(), tokens=())

    def with_words(self, words: tuple[Word, ...]) -> Segment:
        """Return the segment with other words, whose text is its text; where that changes, it has no tokens.

        Without words, the text stays.
        """
        text = joined(words) if words else self.text
        return replace(self, text=text, words=words, tokens=self.tokens if text == self.text else ())

    def to_dict(self) -> Plain:
        """Return the segment as plain values, as Whisper does."""
        return {**self.without_words(), "words": [word.to_dict() for word in self.words]}

    def without_words(self) -> Plain:
        """Return all of `to_dict` but the words."""
        return {
            "seek": self.seek,
            "start": rounded(self.start),
            "end": rounded(self.end),
            "text": self.text,
            "tokens": list(self.tokens),
            "temperature": rounded(self.temperature),
            "avg_logprob": rounded(self.avg_logprob),
            "compression_ratio": rounded(self.compression_ratio),
            "no_speech_prob": rounded(self.no_speech_prob),
            "channel": self.channel,
            "echo": self.echo,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Segment:
        """Read a segment of Whisper's or of ours.

        Raises:
            ValueError: a value is missing or wrong; the message names the field.
        """
        fields = Fields.of(data)
        return cls.of_fields(fields, fields.records("words", Word.from_dict))

    @classmethod
    def of_fields(cls, fields: Fields, words: tuple[Word, ...]) -> Segment:
        """Read a segment whose words are read already."""
        bare = cls(
            *fields.times(),
            text=fields.text("text"),
            seek=fields.optional_integer("seek"),
            tokens=fields.integers("tokens"),
            temperature=fields.optional_number("temperature"),
            avg_logprob=fields.optional_number("avg_logprob"),
            compression_ratio=fields.optional_number("compression_ratio"),
            no_speech_prob=fields.optional_number("no_speech_prob"),
            channel=fields.optional_integer("channel", 0),
            echo=fields.flag("echo"),
        )
        with fields.blamed():
            return replace(bare, words=words)


@dataclass(frozen=True, slots=True, repr=False)
class Transcript:
    """Segments in order of time. `language` is an ISO 639-1 code, None if unknown; `engine` is the one that wrote.

    `word_speakers` are for an engine that knows who says what: a speaker, or None, for each word, and for each segment
    without words; empty if it does not know. They are kept unless the recording is diarized.

    Raises:
        ValueError: there are more or fewer speakers than words.
    """

    segments: tuple[Segment, ...] = ()
    language: str | None = None
    engine: str | None = None
    word_speakers: tuple[str | None, ...] = ()

    def __post_init__(self) -> None:
        if self.word_speakers and len(self.word_speakers) != sum(len(one.words) or 1 for one in self.segments):
            raise ValueError(f"there are {len(self.word_speakers)} speakers, not one for each word")

    def __repr__(self) -> str:
        said = f"{counted(len(self.segments), 'segment')}, {counted(len(self.words), 'word')}"
        return f"<Transcript: {', '.join(filter(None, (said, self.language, self.engine)))}>"

    @property
    def words(self) -> tuple[Word, ...]:
        """Every word, in order."""
        return tuple(word for segment in self.segments for word in segment.words)

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(segment.text for segment in self.segments).strip()

    def to_dict(self) -> Plain:
        """Return the transcript as plain values, as Whisper does."""
        return {
            "text": self.text,
            "segments": [{"id": index, **segment.to_dict()} for index, segment in enumerate(self.segments)],
            "language": self.language,
            "engine": self.engine,
            "word_speakers": list(self.word_speakers),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Transcript:
        """Read the output of Whisper, or of `to_dict`.

        Raises:
            ValueError: a value is missing or wrong; the message names the field.
        """
        fields = Fields.of(data)
        fields.require("segments")
        segments = fields.records("segments", Segment.from_dict)
        speakers = fields.each("word_speakers", lambda value, _: None if value is None else str(value))
        with fields.blamed():
            return cls(segments, fields.optional_text("language"), fields.optional_text("engine"), speakers)


def joined(words: tuple[Word, ...]) -> str:
    """Return the text that words make together."""
    return "".join([word.text for word in words])


def respaced(old: str, new: str) -> str:
    """Return the text `new` after the white space that `old` begins with."""
    return old[: len(old) - len(old.lstrip())] + new.strip()


def mapped(text: str, change: Callable[[str], str]) -> str:
    """Return `text` with `change` applied to all that white space separates; a part that becomes blank is left out."""

    def changed(part: re.Match[str]) -> str:
        new = change(part[2]).strip()
        return part[1] + new if new else ""

    return re.sub(r"(\s*)(\S+)", changed, text)
