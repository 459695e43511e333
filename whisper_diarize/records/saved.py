"""Files of other tools, and the speech that was saved in them: what a reader gets, and what it returns."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .diarization import Turn

if TYPE_CHECKING:  # few files are XML
    from xml.etree.ElementTree import Element

_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""The escape of half a character, which no text can have alone."""
_DECLARATION = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True)
class SavedFile:
    """A text file that another tool wrote.

    `recording` is the one that is asked for, by name, where a file may have several; None for the only one.
    """

    name: str
    text: str
    recording: str | None = None

    @cached_property
    def json(self) -> Any:  # Any: what JSON can hold
        """The file as JSON; None if it is not JSON."""
        return self._parsed_json[0]

    @property
    def json_error(self) -> str:
        """The reason for which it is not JSON, although it begins as JSON does; else empty."""
        return self._parsed_json[1]

    @cached_property
    def xml(self) -> Element | None:
        """The file as XML; None if it is not XML.

        Raises:
            ValueError: it declares entities or a document type, which can be made to grow without bounds.
        """
        if not self.text.lstrip().startswith("<"):
            return None
        if _DECLARATION.search(self.text):
            raise ValueError("it is XML with a document type or entities, which are not read for safety")
        from xml.etree import ElementTree as ET  # noqa: PLC0415  see above

        try:
            return ET.fromstring(self.text.lstrip())  # noqa: S314  no declarations, see above
        except (ET.ParseError, RecursionError):
            return None

    @cached_property
    def _parsed_json(self) -> tuple[Any, str]:  # Any: as above
        if self.text.lstrip()[:1] not in ("{", "["):
            return None, ""
        try:
            value = json.loads(self.text)
            if _HALF.search(self.text):
                text = json.dumps(value, ensure_ascii=False)
                value = json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
        except (ValueError, RecursionError) as exc:
            return None, str(exc)
        return value, ""


@dataclass(frozen=True, slots=True)
class SavedWord:
    """A word as a tool wrote it.

    Times are in seconds; any of them may be missing or wrong. A word without white space in front of it gets that of
    the text of its segment. `speaker` None: the speaker of the segment; empty: no speaker. `interpolated`: the tool
    itself says that the time was not measured.
    """

    text: str
    start: object = None
    end: object = None
    probability: object = None
    interpolated: bool = False
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class SavedSegment:
    """A segment as a tool wrote it. `statistics` holds Whisper's, by the names of `Segment`'s fields."""

    text: str
    start: object = None
    end: object = None
    words: tuple[SavedWord, ...] = ()
    statistics: Mapping[str, object] = field(default_factory=dict)
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class SavedSpeech:
    """The speech that a file holds: segments with their words, or turns, or both; in any order.

    `words` stand beside segments that have none, and are those of the same text. `turns` is None if the file does not
    state any, apart from the speakers of its words. `name` is the recording's; `notes` are lines for the user on what
    could not be read.
    """

    segments: tuple[SavedSegment, ...] | None = None
    words: tuple[SavedWord, ...] = ()
    turns: tuple[Turn, ...] | None = None
    language: str | None = None
    engine: str | None = None
    name: str = ""
    notes: tuple[str, ...] = field(default=())
