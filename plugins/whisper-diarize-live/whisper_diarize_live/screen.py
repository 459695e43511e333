"""Captions in a terminal: lines that stay, and below them, in grey, what may still change."""

from __future__ import annotations

import sys
from itertools import groupby
from types import TracebackType

from rich.console import Console
from rich.live import Live as MovingLines
from rich.text import Text

from whisper_diarize.text import visible

from .captions import Captions, Change
from .labels import UNKNOWN

WAIT_SECONDS = 6.0  # for the speaker of a line that is over
COLOURS = ("cyan", "magenta", "green", "yellow", "blue", "red")


class Screen:
    """Lines on standard output; at a terminal the line that is being said moves below them."""

    def __init__(self) -> None:
        self._console = Console(markup=False, emoji=False, highlight=False, soft_wrap=True)
        self._moving = MovingLines(console=self._console, transient=True, refresh_per_second=8)
        self._next = 0  # place of the first word that is in no line
        self._styles: dict[str, str] = {UNKNOWN: "bold"}

    def __enter__(self) -> Screen:  # noqa: PYI034  typing.Self came with Python 3.11
        if sys.stdout.isatty():
            self._moving.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._moving.stop()

    def show(self, change: Change, captions: Captions) -> None:
        """Add the lines that are over, and move the last."""
        self._correct(change, captions)
        for speaker in change.named:
            name = captions.names.get(speaker)
            self._tell(f"{speaker} may be {name}" if name else f"{speaker} is not known any more")
        lines = list(captions.lines(self._next))
        while lines:
            speaker, places = lines[0]
            late = change.heard - captions.words[places[-1]].end > WAIT_SECONDS
            if not (late or (len(lines) > 1 and speaker != UNKNOWN)):
                break
            self._add(speaker, places, captions)
            lines.pop(0)
        shown = [self._line(speaker, places, captions) for speaker, places in lines]
        for _, words in groupby(change.tentative, key=lambda word: word.channel):
            shown.append(Text(visible("".join(word.text for word in words).strip()), style="dim"))
        self._moving.update(Text("\n").join(shown))

    def end(self, captions: Captions) -> None:
        """Add the rest."""
        self._moving.update(Text())
        for speaker, places in list(captions.lines(self._next)):
            self._add(speaker, places, captions)

    def _add(self, speaker: str, places: range, captions: Captions) -> None:
        start = captions.words[places[0]].start
        self._console.print(Text(f"[{_clock(start)}] ", style="dim") + self._line(speaker, places, captions))
        self._next = places[-1] + 1

    def _correct(self, change: Change, captions: Captions) -> None:
        """Say whose the words in lines are that were given to another."""
        places = [place for place in change.revised if place < self._next]
        while places:
            run = [places.pop(0)]
            while places and places[0] == run[-1] + 1 and captions.speakers[places[0]] == captions.speakers[run[0]]:
                run.append(places.pop(0))
            start, end = captions.words[run[0]].start, captions.words[run[-1]].end
            self._tell(f"{_clock(start)} to {_clock(end)}: {captions.speakers[run[0]]}")

    def _tell(self, remark: str) -> None:
        self._console.print(Text(f"({visible(remark)})", style="dim"))

    def _line(self, speaker: str, places: range, captions: Captions) -> Text:
        style = self._styles.setdefault(speaker, COLOURS[(len(self._styles) - 1) % len(COLOURS)])
        text = Text(visible(captions.text(places)), style="default")
        return Text(f"{visible(captions.shown(speaker))}: ", style=style) + text if speaker else text


def _clock(seconds: float) -> str:
    """Return a time of day's shape.

    >>> _clock(3725.4)
    '1:02:05'
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"
