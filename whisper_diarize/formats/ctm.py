"""CTM, NIST's words with times, for `sclite` and other scorers.

`<recording> <channel> <start> <duration> <word> [<confidence> [<type> <speaker>]]`

Source: sctk, doc/infmts.htm. CTM has no speakers, so the channel says who: a name for each, `1` if nobody is known.
Words of a recording whose channels were split have their channel, from 1 on, and the speaker in RT-09's eighth field,
after `lex`; `NA` is a confidence that is not known. Lines are in order of channel and time, as sctk wants them.
"""

from __future__ import annotations

from whisper_diarize.records import AttributedSegment, AttributedTranscript

from .names import shown_names
from .nist import channel_field, name_field, seconds_field, word_field
from .words import TimedWord, timed_words

_NOBODY = "1"


class Ctm:
    """Words for scoring tools."""

    extension = "ctm"

    def render(self, transcript: AttributedTranscript) -> str:
        """Return a line for each word; silence is an empty file."""
        names = shown_names(transcript)
        recording = name_field(transcript.name)
        channels = {label: name_field(name) if name else _NOBODY for label, name in names.items()}
        rows = [
            (*_channel_and_speaker(segment, channels[segment.speaker]), word)
            for segment in transcript.segments
            for word in timed_words(segment)
        ]
        rows.sort(key=lambda row: (row[0], row[2].start))
        return "".join(_line(recording, *row) for row in rows)


def _channel_and_speaker(segment: AttributedSegment, speaker: str) -> tuple[str, str]:
    """Return the field of the channel, and that of the speaker: empty if the former names them."""
    channel = segment.segment.channel
    return (speaker, "") if channel is None else (channel_field(channel), speaker)


def _line(recording: str, channel: str, speaker: str, word: TimedWord) -> str:
    duration = seconds_field(word.end - word.start)
    confidence = [] if word.probability is None else [f"{word.probability:.3f}"]
    rest = [*(confidence or ["NA"]), "lex", speaker] if speaker else confidence
    return f"{' '.join([recording, channel, seconds_field(word.start), duration, word_field(word.text), *rest])}\n"
