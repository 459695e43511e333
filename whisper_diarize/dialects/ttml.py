"""TTML, timed text in XML: paragraphs with times; `ttm:agent` or a name in front is the speaker, spans have word times.

Times inside a timed element count from its start; where that would put them after its end, they are taken as they are.

Source: W3C TTML2, "Timing" (clock times, frames, ticks and offsets) and "Metadata".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree as ET

from whisper_diarize.records import SavedFile, SavedSegment, SavedSpeech, SavedWord

from .names import Names

XML_ID, XML_LANG = (f"{{http://www.w3.org/XML/1998/namespace}}{name}" for name in ("id", "lang"))
CLOCK = re.compile(r"(\d{1,4}):(\d{2}):(\d{2})(?:\.(\d+)|:(\d{1,3}))?")
OFFSET = re.compile(r"(\d+(?:\.\d+)?)(h|m|s|ms|f|t)")
SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
DEFAULT_FRAME_RATE = 30.0

Times = tuple[float | None, float | None]


def read(file: SavedFile) -> SavedSpeech | None:
    """Return the paragraphs as segments."""
    if not file.text.lstrip().startswith("<") or not re.search(r"<(\w+:)?tt[\s>]", file.text):
        return None
    root = file.xml
    if root is None:
        raise ValueError("it is not well-formed XML")
    clock = _Clock(root)
    agents = {item.get(XML_ID, ""): _text(item) for item in root.iter() if _tag(item) == "agent"}
    timed = list(_paragraphs(root, (0.0, None), clock))
    names = Names(_text(item) for item, _ in timed)
    segments = [segment for item, times in timed for segment in _segment(item, times, clock, agents, names)]
    language = root.get(XML_LANG) or ""
    return SavedSpeech(tuple(segments), language=language.partition("-")[0].lower() or None)


class _Clock:
    """The rates of a document, by which its times are read."""

    def __init__(self, root: ET.Element) -> None:
        rates = {name.rpartition("}")[2]: value for name, value in root.attrib.items()}
        self.frames = _rate(rates.get("frameRate"), DEFAULT_FRAME_RATE)
        self.ticks = _rate(rates.get("tickRate"), self.frames if "frameRate" in rates else 1.0)

    def seconds(self, text: str) -> float:
        """Return a time expression in seconds.

        Raises:
            ValueError: it is none.
        """
        if match := CLOCK.fullmatch(text.strip()):
            hours, minutes, seconds, fraction, frames = match.groups()
            whole = int(hours) * 3600 + int(minutes) * 60 + float(f"{seconds}.{fraction or 0}")
            return whole + int(frames or 0) / self.frames
        if match := OFFSET.fullmatch(text.strip()):
            rates = {"f": 1 / self.frames, "t": 1 / self.ticks}
            return float(match[1]) * (SECONDS | rates)[match[2]]
        raise ValueError(f"{text[:40]!r} is not a time of TTML")

    def times(self, item: ET.Element, parent: Times) -> Times:
        """Return the begin and end of an element, given those of its parent."""
        base = parent[0] or 0.0
        begin, end, length = (item.get(name) for name in ("begin", "end", "dur"))
        if begin is None and end is None and length is None:
            return parent
        start = self.seconds(begin) if begin is not None else 0.0
        if parent[1] is not None and base + start > parent[1] + 0.001 and base <= start <= parent[1]:
            base = 0.0  # from the start of the recording, as some write it
        stop = None if end is None else base + self.seconds(end)
        if stop is None:
            stop = parent[1] if length is None else base + start + self.seconds(length)
        return base + start, stop


def _rate(text: str | None, default: float) -> float:
    return float(text) if text is not None and text.isdigit() and int(text[:12]) > 0 else default


def _paragraphs(root: ET.Element, times: Times, clock: _Clock) -> Iterator[tuple[ET.Element, Times]]:
    """Yield each paragraph with its times, in order, however deep."""
    waiting = [(root, times)]
    while waiting:
        item, around = waiting.pop()
        inside = clock.times(item, around)
        if _tag(item) == "p":
            yield item, inside
        else:
            waiting += [(child, inside) for child in reversed(item)]


def _segment(
    item: ET.Element, times: Times, clock: _Clock, agents: Mapping[str, str], names: Names
) -> Iterator[SavedSegment]:
    name, text = names.split(" ".join(_text(item).split()))
    agent = next((value for key, value in item.attrib.items() if key.rpartition("}")[2] == "agent"), None)
    speaker = None if agent is None else " ".join(agents.get(agent, "").split()) or agent
    if text.strip():
        words = tuple(_words(item, times, clock)) if name is None else ()
        yield SavedSegment(text, *times, words, speaker=speaker or name)


def _words(item: ET.Element, times: Times, clock: _Clock) -> Iterator[SavedWord]:
    """Yield the spans that have times; none if text stands outside of them."""
    spans = [child for child in item if _tag(child) == "span" and child.get("begin") is not None]
    loose = [item.text, *(child.tail for child in item)]
    if not spans or any(text and text.strip() for text in loose):
        return
    space = ""
    for child in item:
        if _tag(child) == "span" and child.get("begin") is not None:
            yield SavedWord(space + " ".join(_text(child).split()), *clock.times(child, times))
        space = " " if (child.tail or "").isspace() else ""


def _text(item: ET.Element) -> str:
    """Return the text in an element, however deep; a line break is a space."""
    pieces: list[str] = []
    waiting: list[ET.Element | str] = [item]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            pieces.append(one)
            continue
        pieces.append(" " if _tag(one) == "br" else one.text or "")
        for child in reversed(one):
            waiting += [child.tail or "", child]
    return "".join(pieces)


def _tag(item: ET.Element) -> str:
    return str(item.tag).rpartition("}")[2]
