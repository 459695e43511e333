"""A reader: minutes of a meeting, lines such as `[00:01:05] Ann: Shall we start?`."""

import re

from whisper_diarize import Reader, Register, SavedFile, SavedSegment, SavedSpeech, hookimpl

API_VERSION = 1

LINE = re.compile(r"\[(\d\d):(\d\d):(\d\d)\] ([^:]+): (.+)")


class Minutes:
    """Reads minutes: a line lasts until the next one begins, the last one for 5 seconds."""

    def read(self, file: SavedFile) -> SavedSpeech | None:
        """Return the lines as segments; None if the first line is not one of minutes."""
        lines = [line for line in file.text.splitlines() if line.strip()]
        matches = [LINE.fullmatch(line) for line in lines]
        if not matches or matches[0] is None:
            return None
        found = [match for match in matches if match is not None]
        if len(found) < len(lines):
            raise ValueError(f"line {matches.index(None) + 1} has no time and name in front")
        starts = [seconds(match) for match in found]
        ends = [*starts[1:], starts[-1] + 5.0]
        return SavedSpeech(
            tuple(
                SavedSegment(match[5], start, end, speaker=match[4])
                for match, start, end in zip(found, starts, ends, strict=True)
            )
        )


def seconds(match: re.Match[str]) -> float:
    """Return the time of a line, in seconds."""
    return int(match[1]) * 3600.0 + int(match[2]) * 60.0 + int(match[3])


@hookimpl
def register_readers(register: Register[Reader]) -> None:
    """Offer minutes as transcripts."""
    register("minutes", lambda _: Minutes(), summary="minutes of a meeting")
