"""RTTM, the rich transcription time marked format: a line per turn.

`SPEAKER <file> <channel> <onset> <duration> <NA> <NA> <name> <NA> <NA>`

Source: NIST KWS15 evaluation plan, appendix; pyannote writes channel 1 and three decimals. Fields are separated by
white space and cannot be quoted, so white space in a name becomes `_`. Files with nine fields are found as well: the
last one is not needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from whisper_diarize.errors import AnnotationError, ExportError
from whisper_diarize.records import AttributedTranscript, Turn

from .cues import span_milliseconds
from .names import shown_names
from .nist import name_field, seconds_field

_NUM_NEEDED_FIELDS = 8


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

    def turn(self) -> Turn:
        """Return the turn.

        Raises:
            AnnotationError: the times are not a span of time.
        """
        try:
            onset, duration = float(self.onset), float(self.duration)
            return Turn(onset, onset + duration, self.speaker)
        except ValueError as exc:
            raise AnnotationError(
                f"line {self.number} of the RTTM has no valid times: onset {self.onset!r}, duration {self.duration!r}"
            ) from exc


def parse_rttm(text: str, *, name: str | None = None) -> tuple[Turn, ...]:
    """Return the turns of an RTTM file, in its order; of the recording `name` only, if given.

    Raises:
        AnnotationError: a line cannot be read.
    """
    return tuple(line.turn() for line in rttm_lines(text) if name in (None, line.recording))


def rttm_lines(text: str) -> Iterator[RttmLine]:
    """Yield the lines of an RTTM file that are turns.

    Blank lines, comments (`;;`) and lines of other types than SPEAKER are passed over.

    Raises:
        AnnotationError: a line has too few fields.
    """
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        fields = line.split()
        if fields[:1] != ["SPEAKER"]:
            continue
        if len(fields) < _NUM_NEEDED_FIELDS:
            raise AnnotationError(f"line {number} of the RTTM has {len(fields)} fields; 10 are expected: {line!r}")
        _, recording, _, onset, duration, _, _, speaker = fields[:_NUM_NEEDED_FIELDS]
        yield RttmLine(number, recording, onset, duration, speaker)


def _line(recording: str, turn: Turn, name: str) -> str:
    # onset and end are rounded, not the duration: turns that touch still touch
    start, end = span_milliseconds(turn, minimum=1)
    return f"SPEAKER {recording} 1 {seconds_field(start)} {seconds_field(end - start)} <NA> <NA> {name} <NA> <NA>\n"
