"""RTTM, the rich transcription time marked format: a line per turn.

`SPEAKER <file> <channel> <onset> <duration> <NA> <NA> <name> <NA> <NA>`

Source: NIST KWS15 evaluation plan, appendix; pyannote writes channel 1 and three decimals. Fields are separated by
white space and cannot be quoted, so white space in a name becomes `_`. Files with nine fields are found as well: the
last one is not needed.
"""

from __future__ import annotations

from whisper_diarize.errors import DiarizationError, ExportError
from whisper_diarize.records import AttributedTranscript, Turn

from .cues import span_milliseconds
from .names import shown_names
from .nist import name_field, seconds_field

_NUM_NEEDED_FIELDS = 8


class Rttm:
    """Turns only, for scoring and for other diarization tools."""

    extension = "rttm"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return the turns, those that overlap too; nobody speaking is an empty file.

        Raises:
            ExportError: nobody asked for speakers.
        """
        if transcript.diarization is None:
            raise ExportError(f"{transcript.name}: RTTM needs speakers: add --diarize, or choose another output format")
        names = shown_names(transcript)
        recording = name_field(transcript.name)
        return "".join(
            _line(recording, turn, name_field(names[turn.speaker] or "")) for turn in transcript.diarization.turns
        )


def parse_rttm(text: str, *, name: str | None = None) -> tuple[Turn, ...]:
    """Return the turns of an RTTM file, in its order; of the recording `name` only, if given.

    Blank lines, comments (`;;`) and lines of other types than SPEAKER are passed over.

    Raises:
        DiarizationError: a line cannot be read.
    """
    turns: list[Turn] = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        fields = line.split()
        if fields[:1] != ["SPEAKER"]:
            continue
        if len(fields) < _NUM_NEEDED_FIELDS:
            raise DiarizationError(f"line {number} of the RTTM has {len(fields)} fields; 10 are expected: {line!r}")
        _, recording, _, onset, duration, _, _, speaker = fields[:_NUM_NEEDED_FIELDS]
        if name in (None, recording):
            turns.append(_turn(onset, duration, speaker, f"line {number} of the RTTM"))
    return tuple(turns)


def _line(recording: str, turn: Turn, name: str) -> str:
    # onset and end are rounded, not the duration: turns that touch still touch
    start, end = span_milliseconds(turn, minimum=1)
    return f"SPEAKER {recording} 1 {seconds_field(start)} {seconds_field(end - start)} <NA> <NA> {name} <NA> <NA>\n"


def _turn(onset: str, duration: str, speaker: str, where: str) -> Turn:
    try:
        return Turn(float(onset), float(onset) + float(duration), speaker)
    except ValueError as exc:
        raise DiarizationError(f"{where} has no valid times: onset {onset!r}, duration {duration!r}") from exc
