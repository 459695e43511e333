"""A glossary applied to a transcript: texts change, times and speakers stay, and each change is kept on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from whisper_diarize.errors import OptionError
from whisper_diarize.records import AttributedSegment, AttributedTranscript, AttributedWord, Correction, Word, respaced

from .matching import Match, Matcher
from .terms import Glossary, parse_glossary, read_glossary

CHECKED = "checked"
"""The reason of a word that a person has confirmed: it stays."""


@dataclass(frozen=True, slots=True)
class GlossaryOptions:
    """Options of the post-processor.

    Attributes:
        file: the glossary: a term on each line, or WRONG -> RIGHT.
        entries: the lines themselves, instead of a file.
    """

    file: str = ""
    entries: str = ""


class GlossaryPostProcessor:
    """Corrects words by a glossary.

    Raises:
        OptionError: there is no file, it cannot be read, or a line of it is no entry.
    """

    def __init__(self, options: GlossaryOptions | None = None) -> None:
        options = options or GlossaryOptions()
        if not (options.file or options.entries):
            raise OptionError("the post-processor 'glossary' needs a file: --glossary FILE")
        self._glossary = parse_glossary(options.entries) if options.entries else read_glossary(options.file)

    def process(self, transcript: AttributedTranscript) -> AttributedTranscript:
        """Return the transcript with its spellings corrected."""
        return corrected(transcript, self._glossary)


def corrected(transcript: AttributedTranscript, glossary: Glossary) -> AttributedTranscript:
    """Return the transcript with the right spellings of a glossary, and the corrections on record.

    Words keep their times and speakers. If another number of words takes the place of some, they share the time of
    those. Words that a person has confirmed stay.
    """
    matcher = Matcher(glossary)
    corrections: list[Correction] = []
    segments = tuple(_segment(segment, matcher, corrections) for segment in transcript.segments)
    if not corrections:
        return transcript
    return replace(transcript, segments=segments, corrections=(*transcript.corrections, *corrections))


def undone(transcript: AttributedTranscript) -> AttributedTranscript:
    """Return the transcript without the corrections of glossaries, where the words are still those that they made."""
    left: list[Correction] = []
    segments = list(transcript.segments)
    for correction in reversed(transcript.corrections):
        place = next((number for number, one in enumerate(segments) if _undo(one, correction) is not None), None)
        if place is None:
            left.insert(0, correction)
        else:
            segments[place] = _undo(segments[place], correction) or segments[place]
    return replace(transcript, segments=tuple(segments), corrections=tuple(left))


def _segment(segment: AttributedSegment, matcher: Matcher, corrections: list[Correction]) -> AttributedSegment:
    if not segment.words:
        return _text_only(segment, matcher, corrections)
    matches = [*matcher.matches("".join(word.text for word in segment.words))]
    words: list[AttributedWord] = []
    edges = _Edges(segment.words)
    done = 0
    for match in matches:
        first, last = edges.of(match)
        old = segment.words[first : last + 1]
        if first < done or any(word.reason == CHECKED for word in old):
            continue
        new = _replaced(old, match, edges.starts[first])
        words += [*segment.words[done:first], *new]
        was, now = ("".join(word.text for word in some).strip() for some in (old, new))
        corrections.append(Correction(old[0].start, old[-1].end, was, now, tuple(word.word for word in old)))
        done = last + 1
    return segment.with_words((*words, *segment.words[done:])) if done else segment


def _text_only(segment: AttributedSegment, matcher: Matcher, corrections: list[Correction]) -> AttributedSegment:
    """Correct a segment that has no words; one that a person has confirmed stays."""
    text = segment.segment.text
    matches = [*matcher.matches(text)]
    if not matches or segment.reason == CHECKED:
        return segment
    for match in reversed(matches):
        text = text[: match.start] + match.new + text[match.end :]
    corrections.append(Correction(segment.start, segment.end, segment.text, text.strip()))
    return segment.with_text(text)


class _Edges:
    """The places of words in the text that they make together."""

    def __init__(self, words: Sequence[AttributedWord]) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        place = 0
        for word in words:
            self.starts.append(place)
            place += len(word.text)
            self.ends.append(place)

    def of(self, match: Match) -> tuple[int, int]:
        """Return the numbers of the first and the last word of a match."""
        first = next(number for number, end in enumerate(self.ends) if end > match.start)
        last = next(number for number, end in enumerate(self.ends) if end >= match.end)
        return first, last


def _replaced(old: Sequence[AttributedWord], match: Match, start: int) -> list[AttributedWord]:
    """Return the words in place of `old`, whose text begins at `start`, with the marks around the match."""
    text = "".join(word.text for word in old)
    written = text[: match.start - start] + match.new + text[match.end - start :]
    lead = written[: len(written) - len(written.lstrip())]
    texts = [lead * (number == 0) + " " * (number > 0) + part for number, part in enumerate(written.split())]
    if len(texts) == len(old):
        # a word in the middle keeps the space, or none, that it had
        return [replace(word, word=word.word.with_text(text)) for word, text in zip(old, texts, strict=True)]
    return [replace(old[0], word=word) for word in _shared_out(old, texts)]


def _shared_out(old: Sequence[AttributedWord], texts: Sequence[str]) -> list[Word]:
    """Return words for `texts` that share the time of `old` by their lengths; the doubt is that of the least sure."""
    start, end = old[0].start, old[-1].end
    known = [word.probability for word in old if word.probability is not None]
    probability = min(known, default=None)
    filled = len(texts) > 1 or any(word.word.interpolated for word in old)
    total = sum(len(text.strip()) for text in texts)
    words, reached = [], 0
    for text in texts:
        begin = start + (end - start) * reached / total
        reached += len(text.strip())
        words.append(Word(begin, start + (end - start) * reached / total, text, probability, filled))
    return words


def _undo(segment: AttributedSegment, correction: Correction) -> AttributedSegment | None:
    """Return the segment as it was before a correction; None if it is not there."""
    if not segment.words:
        is_there = segment.text == correction.now and segment.start == correction.start
        return segment.with_text(respaced(segment.segment.text, correction.was)) if is_there else None
    inside = [
        number
        for number, word in enumerate(segment.words)
        if word.start >= correction.start and word.end <= correction.end and word.reason != CHECKED
    ]
    if not inside or not correction.words:
        return None
    first, last = inside[0], inside[-1]
    found = segment.words[first : last + 1]
    if "".join(word.text for word in found).strip() != correction.now:
        return None
    before = tuple(replace(found[0], word=word) for word in correction.words)
    return segment.with_words((*segment.words[:first], *before, *segment.words[last + 1 :]))
