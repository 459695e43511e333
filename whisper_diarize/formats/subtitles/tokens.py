"""From segments to runs: all that one speaker says without another between, as pieces that no line may cut.

A piece is a word with the punctuation that belongs to it; in scripts without spaces what the engine calls a word, or a
character. Times are whole milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, groupby

from whisper_diarize.formats.cleaning import clean_direction, one_line
from whisper_diarize.formats.cues import milliseconds
from whisper_diarize.formats.words import spoken_words
from whisper_diarize.records import AttributedSegment
from whisper_diarize.text import SPACE_AFTER, SPACE_BEFORE, columns, continues, is_unspaced, may_part

Piece = tuple[str, bool, float, float]
"""Text, whether white space precedes it, start and end in seconds."""


_SPACE_BEFORE, _SPACE_AFTER = frozenset(SPACE_BEFORE), frozenset(SPACE_AFTER)
_LONELY = _SPACE_BEFORE | _SPACE_AFTER


@dataclass(slots=True)
class Run:
    """The pieces of a run, in parallel lists: `spaces` is 1 where a space precedes a piece, `ends` never go back.

    `stops` are the numbers of the pieces that end a segment. `measured` is false if there were no word times.
    """

    label: str | None
    texts: list[str] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    spaces: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    stops: set[int] = field(default_factory=set)
    measured: bool = True


def runs(segments: Iterable[AttributedSegment], names: dict[str | None, str | None], line_width: int) -> Iterator[Run]:
    """Yield the runs in order of time; no piece is wider than a line."""
    ordered = sorted(segments, key=lambda segment: segment.segment.start)
    reached: dict[str | None, int] = {}
    for name, group in groupby(ordered, key=lambda segment: names[segment.speaker]):
        members = list(group)
        run = Run(members[0].speaker)
        for segment in members:
            _append(run, segment, line_width)
        if run.texts:
            # engines' times may go back while one person speaks; cues must not
            run.starts = _never_back(run.starts, reached.get(name, 0))
            reached[name] = run.starts[-1]
            run.ends = _never_back(list(map(max, run.starts, run.ends)), 0)
            yield run


def _never_back(times: list[int], least: int) -> list[int]:
    """Return the times, each at least as late as the one before and as `least`."""
    if times[0] >= least and not any(map(int.__gt__, times, times[1:])):
        return times
    return list(accumulate(times, max, initial=least))[1:]


def _append(run: Run, segment: AttributedSegment, line_width: int) -> None:
    words = [word.word for word in segment.words]
    text = segment.segment.text
    texts = text.split()
    if not texts:
        return
    first = len(run.texts)
    widths = list(map(len if text.isascii() else columns, texts))
    if [word.text.strip() for word in words] == texts and max(widths) <= line_width and _is_plain(text, texts):
        run.texts += texts
        run.widths += widths
        run.spaces += [1] * len(texts)
        run.starts += [round(word.start * 1000) for word in words]
        run.ends += [round(word.end * 1000) for word in words]
    else:
        for piece, spaced, start, end in _pieces(segment, line_width):
            run.texts.append(piece)
            run.widths.append(columns(piece))
            run.spaces.append(int(spaced))
            run.starts.append(milliseconds(start))
            run.ends.append(milliseconds(end))
    if len(run.texts) > first:
        run.measured = run.measured and bool(words)
        run.stops.add(len(run.texts) - 1)
        glued = first > 0 and may_part(run.texts[first - 1], run.texts[first]) and not text[0].isspace()
        run.spaces[first] = 0 if glued else 1


def _is_plain(text: str, texts: list[str]) -> bool:
    """Return whether every word is a piece as it is."""
    return text.isprintable() and _LONELY.isdisjoint(texts) and not is_unspaced(text)


def _pieces(segment: AttributedSegment, line_width: int) -> Iterator[Piece]:
    """Yield the pieces of any segment, of its words if they make up its text."""
    whole = segment.segment
    words = spoken_words(segment)
    spoken = [(word.text, word.start, word.end) for word in words] or [(whole.text, whole.start, whole.end)]
    parts = (part for text, start, end in spoken for part in _spread(text, start, end, whole_word=bool(words)))
    for piece in _joined(parts):
        yield from _cut(piece, line_width)


def _spread(text: str, start: float, end: float, *, whole_word: bool) -> Iterator[Piece]:
    """Yield the parts between white space, and characters of scripts without spaces, each with a share of the time."""
    cleaned = clean_direction(one_line(text))
    spaced = text[:1].isspace()
    found: list[tuple[str, bool]] = []
    for chunk in cleaned.split():
        pieces = [chunk] if whole_word or not is_unspaced(chunk) else _characters(chunk)
        found += ((piece, spaced and number == 0) for number, piece in enumerate(pieces))
        spaced = True
    total = sum(columns(piece) for piece, _ in found) or 1
    shares = accumulate((columns(piece) / total for piece, _ in found), initial=0.0)
    edges = [start + (end - start) * min(1.0, share) for share in shares]
    for (piece, space), since, until in zip(found, edges, edges[1:], strict=False):
        yield piece, space, since, until


def _characters(chunk: str) -> list[str]:
    """Return a chunk in pieces: characters of scripts without spaces, and the text between them."""
    pieces: list[str] = []
    for character in chunk:
        if pieces and not may_part(pieces[-1], character):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _joined(parts: Iterable[Piece]) -> Iterator[Piece]:
    """Join pieces that no line may part: a word and the marks around it."""
    held: Piece | None = None
    for part in parts:
        if held is None:
            held = part
        elif _clings(part[0], held[0]) if part[1] else not may_part(held[0], part[0]):
            held = (held[0] + " " * part[1] + part[0], held[1], held[2], part[3])
        else:
            yield held
            held = part
    if held is not None:
        yield held


def _clings(text: str, before: str) -> bool:
    """Return whether no line may end at the space between two texts."""
    return text in _SPACE_BEFORE or before in _SPACE_AFTER


def _cut(piece: Piece, line_width: int) -> Iterator[Piece]:
    """Cut a piece that is wider than a line; an accent stays with its letter."""
    text, spaced, start, end = piece
    width = columns(text)
    if width <= line_width:
        yield piece
        return
    parts: list[str] = []
    used = 0
    for character in text:
        wide = columns(character)
        if not parts or (used + wide > line_width and not continues(parts[-1][-1], character)):
            parts.append("")
            used = 0
        parts[-1] += character
        used += wide
    edges = list(accumulate((columns(part) / width for part in parts), initial=0.0))
    for number, part in enumerate(parts):
        since, until = (start + (end - start) * min(1.0, edge) for edge in edges[number : number + 2])
        if part.strip():
            yield part.strip(), spaced and number == 0, since, until
