"""Who said what: the transcript with a speaker on every word, and what exporters receive."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .diarization import Diarization
from .span import Span
from .transcript import Segment, Word


@dataclass(frozen=True, slots=True)
class AttributedWord:
    """A word and its speaker's label.

    `reason` says how the speaker was found: `overlap` (a turn of theirs lies under the word), `nearest` (none does),
    `checked` (a person said so), or, with `speaker` None, why there is none: `no turns`, `not diarized`. `gap` is the
    distance in seconds to the speaker's nearest turn (0 for `overlap`).

    The others depend on the method; None, or nothing, is not known. `speaker_confidence` is the probability that the
    speaker is right, `runner_up` the label of the next best. `overlap`: others, `other_speakers`, talk at the same
    time. `no_speech`: nobody is heard here, so the word may be made up.
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


@dataclass(frozen=True, slots=True)
class AttributedSegment:
    """A piece of a segment in which one speaker talks: a cue.

    `segment` has the text, the times and the plain words; `words` repeats them with their speakers, and is empty if
    the engine gave no word times.
    """

    segment: Segment
    speaker: str | None
    reason: str
    words: tuple[AttributedWord, ...] = ()

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


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker: the diarizer's `label` and the `name` that readers see (the label itself, until one is given)."""

    label: str
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class AttributedTranscript:
    """The result of a run, and the only thing that post-processors and exporters see.

    Segments are in order of time and have one speaker each. `speakers` are in order of first appearance. `diarization`
    is None if nobody asked for speakers. `name` is the stem of the recording; `duration` its length in seconds;
    `recording` the name of its file, without the folder; None if it is no file.
    """

    segments: tuple[AttributedSegment, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    diarization: Diarization | None = None
    language: str | None = None
    engine: str | None = None
    name: str = "audio"
    duration: float = 0.0
    warnings: tuple[str, ...] = field(default=())
    recording: str | None = None

    @property
    def words(self) -> tuple[AttributedWord, ...]:
        """Every word with its speaker, in order."""
        return tuple(word for segment in self.segments for word in segment.words)

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(segment.segment.text for segment in self.segments).strip()

    def name_of(self, label: str | None) -> str | None:
        """Return the name that readers see for a speaker's label; None for None."""
        return next((speaker.name for speaker in self.speakers if speaker.label == label), label)

    def with_names(self, names: tuple[str, ...]) -> AttributedTranscript:
        """Return a copy in which speakers bear `names`, in order of appearance; those beyond the list keep theirs."""
        given = (*names, *(speaker.name for speaker in self.speakers[len(names) :]))
        speakers = tuple(replace(old, name=name) for old, name in zip(self.speakers, given, strict=False))
        return replace(self, speakers=speakers)
