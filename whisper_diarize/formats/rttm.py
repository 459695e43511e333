"""RTTM, the rich transcription time marked format: a line per turn.

`SPEAKER <file> <channel> <onset> <duration> <NA> <NA> <name> <NA> <NA>`

Source: NIST KWS15 evaluation plan, appendix; pyannote writes channel 1 and three decimals. Channels are counted from 1
here, and from 0 in our records; those of one that was mixed are 1. Fields are separated by
white space and cannot be quoted, so white space in a name becomes `_`.

Files are found that do not keep to it, and are read: with nine fields, as the last one is not needed; with the type in
small letters; parted by tabs; with spaces in the names of files and speakers, where the two `<NA>` after the times tell
the columns; with an onset a little before 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from whisper_diarize.errors import AnnotationError, ExportError
from whisper_diarize.records import MAX_SECONDS, AttributedTranscript, Turn

from .cues import span_milliseconds
from .names import shown_names
from .nist import channel_field, name_field, seconds_field

_NUM_NEEDED_FIELDS, _NUM_FIELDS = 8, 10
_TYPES = frozenset(
    (
        *("speaker", "spkr-info", "lexeme", "non-lex", "non-speech", "su", "edit", "filler", "ip", "cb", "a/p"),
        *("segment", "noscore", "no_rt_metadata"),
    )
)
_UNKNOWN = frozenset({"<na>", "na", "n/a", "-"})


class Rttm:
    """Turns only, for scoring and for other diarization tools."""

    extension = "rttm"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return the turns, those that overlap too; without turns, an empty file.

        Raises:
            ExportError: the recording was not diarized.
        """
        if transcript.diarization is None:
            raise ExportError(f"{transcript.name}: RTTM needs speakers: add --diarize, or choose another output format")
        names = shown_names(transcript)
        recording = name_field(transcript.name)
        return "".join(
            _line(recording, turn, name_field(names[turn.speaker] or "")) for turn in transcript.diarization.turns
        )


@dataclass(frozen=True, slots=True)
class RttmLine:
    """A line of type SPEAKER as it stands there; `number` counts lines from 1."""

    number: int
    recording: str
    onset: str
    duration: str
    speaker: str

    @property
    def is_negative(self) -> bool:
        """True if the turn has a negative length, or ends before 0."""
        times = _number(self.onset), _number(self.duration)
        return None not in times and (times[1] < 0 or times[0] + times[1] < 0)  # type: ignore[operator]

    def turn(self) -> Turn:
        """Return the turn; one that begins before 0 is cut there.

        Raises:
            AnnotationError: the times are not a span of time.
        """
        onset, duration = _number(self.onset), _number(self.duration)
        try:
            if onset is None or duration is None or max(abs(onset), abs(duration)) > MAX_SECONDS:
                raise ValueError("no times of a recording")  # noqa: TRY301  it is worded below
            return Turn(max(0.0, onset), onset + duration, self.speaker)
        except ValueError as exc:
            times = f"onset {self.onset!r:.40}, duration {self.duration!r:.40}"
            raise AnnotationError(f"line {self.number} of the RTTM has no valid times: {times}") from exc


def parse_rttm(text: str, *, name: str | None = None) -> tuple[Turn, ...]:
    """Return the turns of an RTTM file, in its order; of the recording `name` only, if given.

    Raises:
        AnnotationError: a line cannot be read.
    """
    return tuple(line.turn() for line in rttm_lines(text) if name in (None, line.recording))


def is_rttm(text: str) -> bool:
    """Return whether a text may be RTTM: it is empty, or its first line that is no comment begins with a type."""
    first = next((line.split()[0] for _, line in _lines(text)), None)
    return first is None or first.lower() in _TYPES


def rttm_lines(text: str) -> Iterator[RttmLine]:
    """Yield the lines of an RTTM file that are turns.

    Blank lines, comments (`;;`) and lines of other types than SPEAKER are passed over.

    Raises:
        AnnotationError: a line has too few fields or is of no type; or there are lines, and none is a turn.
    """
    number_of_turns = 0
    first: tuple[int, str] | None = None
    for number, line in _lines(text):
        first = first or (number, line)
        kind = line.split()[0].lower()
        if kind == "speaker":
            number_of_turns += 1
            yield _parsed(number, line)
        elif kind not in _TYPES:
            raise AnnotationError(f"this is not RTTM: line {number} begins with {line.split()[0]!r:.40}")
    if first is not None and not number_of_turns:
        raise AnnotationError(
            f"the RTTM has no turn: none of its lines begins with SPEAKER, as line {first[0]} does not"
        )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the number and the text of each line that is neither blank nor a comment."""
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith(";"):
            yield number, line


def _parsed(number: int, line: str) -> RttmLine:
    fields = [field.strip() for field in line.strip().split("\t")]
    if len(fields) < _NUM_NEEDED_FIELDS:
        fields = line.split()
    if len(fields) < _NUM_NEEDED_FIELDS:
        raise AnnotationError(
            f"line {number} of the RTTM has {len(fields)} fields; {_NUM_FIELDS} are expected: {line.strip()[:80]!r}"
        )
    shift = _shift(fields)
    if shift is None and len(fields) > _NUM_FIELDS:
        raise AnnotationError(
            f"line {number} of the RTTM has {len(fields)} fields, and no <NA> <NA> after the times tells which is "
            f"which; {_NUM_FIELDS} are expected: {line.strip()[:80]!r}"
        )
    onset, duration = fields[3 + (shift or 0) : 5 + (shift or 0)]
    name = fields[7] if shift is None else _name(fields[7 + shift :])
    return RttmLine(number, " ".join(fields[1 : 2 + (shift or 0)]), onset, duration, name)


def _shift(fields: list[str]) -> int | None:
    """Return by how many fields the name of the file is too long; None if no two `<NA>` follow two numbers."""
    for shift in range(len(fields) - _NUM_NEEDED_FIELDS + 1):
        onset, duration, *rest = fields[3 + shift : 7 + shift]
        if {field.lower() for field in rest} <= _UNKNOWN and None not in (_number(onset), _number(duration)):
            return shift
    return None


def _name(fields: list[str]) -> str:
    """Return the name of a speaker: all fields but the last two, which are unknown or a number."""
    end = len(fields)
    while (
        end > 1
        and end > len(fields) - 2
        and (fields[end - 1].lower() in _UNKNOWN or _number(fields[end - 1]) is not None)
    ):
        end -= 1
    return " ".join(fields[:end])


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _line(recording: str, turn: Turn, name: str) -> str:
    # onset and end are rounded, not the duration: turns that touch still touch
    start, end = span_milliseconds(turn, minimum=1)
    channel, times = channel_field(turn.channel), f"{seconds_field(start)} {seconds_field(end - start)}"
    return f"SPEAKER {recording} {channel} {times} <NA> <NA> {name} <NA> <NA>\n"
