"""What was said: words, segments, transcript, as engines deliver them."""

from __future__ import annotations

from dataclasses import dataclass

from .span import Span


@dataclass(frozen=True, slots=True)
class Word(Span):
    """One word with its time.

    `text` follows Whisper's convention: it carries the white space that precedes it (` word`), so that joined words
    give the text, also in languages that are written without spaces. `probability` is in [0, 1]; None if the engine has
    none. `interpolated` marks a time that was not measured but filled in between neighbours.
    """

    text: str
    probability: float | None = None
    interpolated: bool = False


@dataclass(frozen=True, slots=True)
class Segment(Span):
    """A stretch of speech as the engine cut it.

    `text` carries the white space that precedes it, as that of a word does: joined segments give the text. `words` may
    be empty if the engine gives no word times. The remaining fields are Whisper's decoding statistics; None (or empty)
    if the engine has none.
    """

    text: str
    words: tuple[Word, ...] = ()
    seek: int | None = None
    tokens: tuple[int, ...] = ()
    temperature: float | None = None
    avg_logprob: float | None = None
    compression_ratio: float | None = None
    no_speech_prob: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """Segments in order of time. `language` is an ISO 639-1 code, None if unknown; `engine` says who wrote it."""

    segments: tuple[Segment, ...] = ()
    language: str | None = None
    engine: str | None = None

    @property
    def words(self) -> tuple[Word, ...]:
        """Every word, in order."""
        return tuple(word for segment in self.segments for word in segment.words)

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(segment.text for segment in self.segments).strip()
