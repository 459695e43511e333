"""Talk that was missed: a turn, with its words, added."""

from __future__ import annotations

from dataclasses import replace

from whisper_diarize.errors import OptionError
from whisper_diarize.records import (
    AttributedSegment,
    AttributedTranscript,
    AttributedWord,
    Segment,
    Span,
    Speaker,
    Word,
)

from .phrases import split_words, spread
from .pieces import CHECKED
from .turns import add_talk


def add_turn(transcript: AttributedTranscript, span: Span, label: str, text: str) -> AttributedTranscript:
    """Return the transcript in which `label` says `text` during `span`; the words share it by their length.

    A label that is new is a new speaker, the last in the list.

    Raises:
        OptionError: the text is blank.
    """
    texts = split_words(text)
    if not texts:
        raise OptionError("there is no text to add")
    times = spread(texts, span.start, span.end)
    words = tuple(Word(*time, f" {said}", interpolated=True) for time, said in zip(times, texts, strict=True))
    segment = Segment(span.start, span.end, "".join(word.text for word in words), words)
    said = tuple(AttributedWord(word, label, CHECKED) for word in words)
    place = next((i for i, other in enumerate(transcript.segments) if other.start > span.start), None)
    place = len(transcript.segments) if place is None else place
    before, after = transcript.segments[:place], transcript.segments[place:]
    known = any(speaker.label == label for speaker in transcript.speakers)
    diarization = transcript.diarization
    return replace(
        transcript,
        segments=(*before, AttributedSegment(segment, label, CHECKED, said), *after),
        speakers=transcript.speakers if known else (*transcript.speakers, Speaker(label, label)),
        diarization=None if diarization is None else add_talk(diarization, span, label),
    )
