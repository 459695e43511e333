"""Captions in files that other programs show: WebVTT that grows, and a text for OBS."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from whisper_diarize import AudioError
from whisper_diarize.files import write_atomically

from .captions import Captions, Change
from .labels import NOT_ASKED, UNKNOWN

MAX_CUE_SECONDS = 6.0


class GrowingVtt:
    """A WebVTT file: a cue is added, with its voice, when its words are certain; labels as they are then.

    Raises:
        AudioError: the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._next = 0  # place of the first word that is in no cue
        self._last = 0.0  # start of the last cue: none begins before it, whichever channel it is of
        self._write("w", "WEBVTT\n")

    def show(self, change: Change, captions: Captions) -> None:
        """Add the cues of lines that are over: another has begun, or the speaker is known and a while has passed."""
        lines = list(captions.lines(self._next))
        for number, (speaker, places) in enumerate(lines):
            over = number + 1 < len(lines) or change.heard - captions.words[places[-1]].end > MAX_CUE_SECONDS
            if not over or (speaker == UNKNOWN and number + 1 == len(lines)):
                return
            self._add(speaker, places, captions)

    def end(self, captions: Captions) -> None:
        """Add the rest."""
        for speaker, places in list(captions.lines(self._next)):
            self._add(speaker, places, captions)

    def _add(self, speaker: str, places: range, captions: Captions) -> None:
        start, end = max(self._last, captions.words[places[0]].start), captions.words[places[-1]].end
        text = escaped(captions.text(places))
        voice = text if speaker in {UNKNOWN, NOT_ASKED} else f"<v {escaped(speaker)}>{text}</v>"
        self._last = start
        self._write("a", f"\n{_time(start)} --> {_time(max(end, start + 0.001))}\n{voice}\n")
        self._next = places[-1] + 1

    def _write(self, mode: Literal["w", "a"], text: str) -> None:
        try:
            with self._path.open(mode, encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            reason = f"it cannot be written ({error.strerror}); choose another name"
            raise AudioError(str(self._path), reason) from error


class ObsText:
    """A text file with the last lines, for a text source that reads from a file; it is always whole.

    Raises:
        ExportError: the file cannot be written.
    """

    def __init__(self, path: Path, lines: int = 2) -> None:
        self._path = path
        self._lines = lines
        write_atomically(path, "")  # the lines of an earlier recording are over

    def end(self, captions: Captions) -> None:
        """Leave the last lines where they are."""

    def show(self, _change: Change, captions: Captions) -> None:
        """Write the last lines.

        Raises:
            ExportError: the file cannot be written.
        """
        first = max(0, len(captions.words) - 60)
        lines = [
            (f"{captions.shown(speaker)}: " if speaker else "") + captions.text(places)
            for speaker, places in captions.lines(first)
        ]
        write_atomically(self._path, "\n".join(lines[-self._lines :]) + "\n")


def escaped(text: str) -> str:
    """Return a text as WebVTT wants it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(seconds: float) -> str:
    """Return a time as WebVTT writes it.

    >>> _time(3725.0614)
    '01:02:05.061'
    """
    thousandths = round(seconds * 1000)
    hours, rest = divmod(thousandths, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
