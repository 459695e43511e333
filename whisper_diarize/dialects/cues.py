"""Cues of SubRip and WebVTT: blocks of lines, one of which has the times; and the words and voices in their text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from whisper_diarize.records import SavedSegment, SavedWord
from whisper_diarize.text import is_unspaced

from .names import Names

CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
TIMES = re.compile(rf"\s*{CLOCK}\s*-+>\s*{CLOCK}(?:\s.*)?")
MARK = re.compile(
    rf"<(?:(?P<clock>{CLOCK})|v(?P<classes>[.][^\s>]*)?(?:[ \t]+(?P<voice>[^<>]{{0,400}}))?"
    r"|(?P<under>u)|(?P<end>/[vu])|[^<>]*)>"
    r"|\{\\[^{}]{0,200}\}"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue: its times in seconds, its number of lines from 1 in the file, and its text with tags."""

    start: float
    end: float
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Text between two tags; `start` is that of the time stamp in front of it, `under` that it is underlined."""

    text: str
    start: float | None = None
    voice: str | None = None
    under: bool = False


def cues_of(text: str) -> Iterator[Cue]:
    """Yield the cues of a file; blocks without times (comments, styles, headers) are passed over.

    Raises:
        ValueError: a cue ends before it begins.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    places = [(number, match) for number, line in enumerate(lines) for match in [TIMES.fullmatch(line)] if match]
    for (number, match), following in zip(places, [*(place for place, _ in places[1:]), len(lines)], strict=True):
        body = _body(lines[number + 1 : following], last=following == len(lines))
        start, end = seconds_of(match.groups()[:4]), seconds_of(match.groups()[4:8])
        if end < start:
            raise ValueError(f"line {number + 1} is not a span of time: {lines[number].strip()[:60]}")
        yield Cue(start, end, number + 1, "\n".join(body))


def _body(lines: Sequence[str], *, last: bool) -> list[str]:
    """Return the lines of a cue's text: up to the first blank one, without the number of the next cue."""
    blank = next((place for place, line in enumerate(lines) if not line.strip()), len(lines))
    if blank == len(lines) and not last and lines and lines[-1].strip().isdigit():
        blank -= 1  # there is no blank line between two cues
    return list(lines[:blank])


def seconds_of(parts: Sequence[str | None]) -> float:
    """Return hours, minutes, seconds and their fraction as seconds."""
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + float(f"{seconds}.{fraction}")


def segments_of(cues: Sequence[Cue]) -> tuple[SavedSegment, ...]:
    """Return the speech of cues: a segment for each voice in each cue.

    A name holds until the next one, in tags or in front of lines. A text that is shown again with another word
    underlined is one segment.
    """
    parsed = [(cue, pieces_of(cue.text)) for cue in _once(cues)]
    names = Names(line for _, pieces in parsed for line in _lines(pieces) if line.strip())
    segments: list[SavedSegment] = []
    voice: str | None = None
    for group in _highlighted(parsed):
        for segment in _segments(group, names, voice):
            voice = segment.speaker
            segments.append(segment)
    return tuple(segments)


def pieces_of(text: str) -> list[Piece]:
    """Cut the text of a cue at its tags."""
    pieces: list[Piece] = []
    start: float | None = None
    voice: str | None = None
    under = False
    reached = 0
    for match in MARK.finditer(text):
        pieces.append(Piece(_plain(text[reached : match.start()]), start, voice, under))
        reached = match.end()
        if match["clock"] is not None:
            start = seconds_of(match.groups()[1:5])
        elif match["voice"] is not None:
            voice = " ".join(_plain(match["voice"]).split()) or None
        elif match["under"] is not None:
            under = True
        elif match["end"] == "/u":
            under = False
        elif match["end"] == "/v":
            voice = None
    pieces.append(Piece(_plain(text[reached:]), start, voice, under))
    return [piece for piece in pieces if piece.text]


def _plain(text: str) -> str:
    return html.unescape(text).replace("\u200b", "").replace("\u2060", "")


def _once(cues: Sequence[Cue]) -> Iterator[Cue]:
    """Leave out lines that captions which roll up show again: without times, they stood in the cue before."""
    rolling = any(re.search(rf"<{CLOCK}>", cue.text) for cue in cues)
    before: list[str] = []
    for cue in cues:
        lines = cue.text.split("\n")
        plain = ["".join(piece.text for piece in pieces_of(line)).strip() for line in lines]
        kept = [
            line
            for line, bare in zip(lines, plain, strict=True)
            if not (rolling and bare in before and "<" not in line)
        ]
        before = [bare for bare in plain if bare]
        if any(line.strip() for line in kept):
            yield replace(cue, text="\n".join(kept))


def _lines(pieces: Sequence[Piece]) -> list[str]:
    return "".join(piece.text for piece in pieces).split("\n")


Parsed = tuple[Cue, list[Piece]]


def _highlighted(parsed: Sequence[Parsed]) -> Iterator[list[Parsed]]:
    """Yield cues in groups that show one text, each with another word underlined; most groups are one cue."""
    group: list[Parsed] = []
    for item in parsed:
        same = bool(group) and _lines(group[-1][1]) == _lines(item[1])
        marked = any(piece.under for _, pieces in (*group, item) for piece in pieces)
        if group and not (same and marked):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _segments(group: Sequence[Parsed], names: Names, voice: str | None) -> Iterator[SavedSegment]:
    cue, pieces = group[0]
    end = max(other.end for other, _ in group)
    if len(group) > 1:
        pieces = _timed_pieces(group)
    parts = list(_by_voice(pieces, names, voice))
    shares = _shares(parts, cue.start, end)
    for (speaker, said), (start, stop) in zip(parts, shares, strict=True):
        words = _words(said, start, stop)
        text = _joined("".join(piece.text for piece in said))
        if text:
            yield SavedSegment(text, start, stop, words, speaker=speaker)


def _timed_pieces(group: Sequence[Parsed]) -> list[Piece]:
    """Return the pieces of a text that is shown again and again: each underlined word begins when its cue does."""
    text = "".join(piece.text for piece in group[0][1])
    voice = next((piece.voice for piece in group[0][1] if piece.voice is not None), None)
    pieces: list[Piece] = []
    reached = 0
    for cue, shown in group:
        place = 0
        for piece in shown:
            if piece.under and place >= reached:
                if place > reached:
                    pieces.append(Piece(text[reached:place], voice=voice))
                pieces.append(Piece(piece.text, cue.start, voice))
                reached = place + len(piece.text)
            place += len(piece.text)
    if reached < len(text):
        pieces.append(Piece(text[reached:], voice=voice))
    return pieces


def _by_voice(pieces: Sequence[Piece], names: Names, voice: str | None) -> Iterator[tuple[str | None, list[Piece]]]:
    """Yield the speaker and the pieces of each stretch of a cue that one speaker says."""
    group: list[Piece] = []
    speaker = voice
    tag: str | None = None
    for piece in pieces:
        if piece.voice is not None and piece.voice != tag:
            if any(one.text.strip() for one in group):
                yield speaker, group
            group, speaker = [], piece.voice
        tag = piece.voice if piece.voice is not None else tag
        lines = piece.text.split("\n")
        for number, line in enumerate(lines):
            at_start = number > 0 or not group or group[-1].text.endswith("\n")
            name, rest = names.split(line) if at_start else (None, line)
            if name is not None:
                if any(one.text.strip() for one in group):
                    yield speaker, group
                group, speaker = [], name
            group.append(replace(piece, text=rest + ("\n" if number + 1 < len(lines) else "")))
    if any(one.text.strip() for one in group):
        yield speaker, group


def _shares(parts: Sequence[tuple[str | None, list[Piece]]], start: float, end: float) -> list[tuple[float, float]]:
    """Return the times of the stretches of a cue: by their time stamps, else by length."""
    sizes = [max(1, len("".join(piece.text for piece in said).strip())) for _, said in parts]
    total = sum(sizes)
    edges = [start + (end - start) * share / total for share in accumulate(sizes[:-1], initial=0)] if parts else []
    stamped = [next((piece.start for piece in said if piece.start is not None), None) for _, said in parts]
    if len(parts) > 1 and all(stamp is not None for stamp in stamped[1:]):
        edges = [start, *(stamp for stamp in stamped[1:] if stamp is not None)]
    return list(pairwise([*edges, end]))


def _words(pieces: Sequence[Piece], start: float, end: float) -> tuple[SavedWord, ...]:
    """Return the words of a stretch with time stamps; none without any. Words after one stamp share its time."""
    if all(piece.start is None for piece in pieces):
        return ()
    stamped: list[tuple[float, str]] = []
    for piece in pieces:
        begin = piece.start if piece.start is not None else stamped[-1][0] if stamped else start
        if stamped and stamped[-1][0] == begin:
            begin, text = stamped.pop()
            stamped.append((begin, text + piece.text))
        else:
            stamped.append((begin, piece.text))
    edges = pairwise([*(begin for begin, _ in stamped), end])
    return tuple(word for (_, text), times in zip(stamped, edges, strict=True) for word in _shared(text, *times))


def _shared(text: str, start: float, end: float) -> Iterator[SavedWord]:
    """Yield the words of a text, which share its time by length."""
    parts = [part for part in ([text] if is_unspaced(text) else re.findall(r"\s*\S+", text.rstrip())) if part.strip()]
    total = sum(len(part.strip()) for part in parts)
    reached = 0
    for part in parts:
        begin, reached = reached, reached + len(part.strip())
        times = start + (end - start) * begin / total, start + (end - start) * reached / total
        yield SavedWord(_one_space(part), *times, interpolated=len(parts) > 1)


def _one_space(text: str) -> str:
    return (" " if text[:1].isspace() else "") + text.strip()


def _joined(text: str) -> str:
    """Return the lines of a text as one."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    together = [line for line in lines if line]
    return ("" if any(map(is_unspaced, together)) else " ").join(together)
