"""The only writers of standard output and standard error.

Whatever is printed goes through `out`, `err` or a `console`: names, words and file names are data, and none of them may
steer the terminal, end the program or lose what is done. A reader that has left (`transcribe ... | head`) ends the
printing, not the work; the exit code is then 141, as a shell gives it to a program that a closed pipe has ended.
"""

from __future__ import annotations

import json
import os
import sys
from typing import IO, TYPE_CHECKING, Any, TextIO

from whisper_diarize.text import visible

if TYPE_CHECKING:
    from rich.console import Console

CLOSED_PIPE = 141
"""128 + SIGPIPE."""

MAX_WRITE = 16_384
"""Characters: with PYTHONUNBUFFERED, of a larger text whose reader leaves a part is lost without an error."""


class Output:
    """One of the two standard streams, as it is at the moment of writing.

    `failure` is the first error of the stream: after it nothing more is written. A stream that is closed from the start
    (`>&-`) takes everything and shows nothing.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.failure: OSError | None = None

    @property
    def stream(self) -> TextIO | None:
        """The stream; None if there is none, or if a plugin has closed it."""
        stream: TextIO | None = getattr(sys, self.name)
        return None if stream is None or stream.closed else stream

    def write(self, text: str) -> None:
        """Write `text` as it is, but for characters that the stream's encoding lacks: those become `?`."""
        stream = self.stream
        if stream is None or self.failure is not None:
            return
        try:
            shown = _encodable(text, stream)
            for start in range(0, len(shown), MAX_WRITE):
                stream.write(shown[start : start + MAX_WRITE])
                stream.flush()
        except OSError as error:
            self.failure = error
            self._silence(stream)

    def flush(self) -> None:
        """Ignore the request: every text is flushed when it is written."""

    def isatty(self) -> bool:
        """Return whether a person is looking at the stream."""
        return self.stream is not None and self.stream.isatty()

    def __getattr__(self, name: str) -> Any:  # Any: whatever a text stream has, for rich
        return getattr(self.stream, name)

    @staticmethod
    def _silence(stream: TextIO) -> None:
        """Let the stream's file take the rest of its buffer, or Python complains of it at exit."""
        try:
            number = stream.fileno()
        except (OSError, ValueError):
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, number)
        os.close(nowhere)


LEVELS = ("debug", "info", "warning", "error")


class _Style:
    """The style of standard error, which the command that runs sets."""

    as_json = False


OUT = Output("stdout")
ERR = Output("stderr")


def out(text: str) -> None:
    """Write lines to standard output."""
    OUT.write(visible(text))


def err(text: str) -> None:
    """Write lines to standard error; as JSON, if every line there is to be JSON."""
    if not _Style.as_json:
        ERR.write(visible(text))
        return
    for line in text.splitlines():
        level, _, rest = line.partition(": ")
        known = level in LEVELS and rest
        json_event("message", level=level if known else "info", text=rest if known else line)


def write_json_lines(*, wanted: bool) -> None:
    """Let every line on standard error be a JSON object from now on, or text again."""
    _Style.as_json = wanted


def writes_json_lines() -> bool:
    """Tell whether every line on standard error is a JSON object."""
    return _Style.as_json


def json_event(event: str, **fields: object) -> None:
    """Write an event to standard error, as a line of JSON in ASCII, which cannot steer a terminal."""
    ERR.write(json.dumps({"event": event, **fields}) + "\n")


def console(*, stderr: bool = False, **settings: Any) -> Console:  # Any: those of rich
    """Return a console for tables and styles. All text given to it is shown as it is: it knows no markup."""
    from rich.console import Console  # noqa: PLC0415  rich is slow to import
    from rich.text import Text  # noqa: PLC0415

    class SafeConsole(Console):
        """A console to which every string is data."""

        def render_str(self, text: str, **how: Any) -> Text:  # Any: as above
            return super().render_str(visible(text), **how)

    stream: Any = ERR if stderr else OUT  # rich asks it for nothing that Output does not pass on
    return SafeConsole(file=stream, markup=False, emoji=False, highlight=False, **{"soft_wrap": True, **settings})


def one_line(text: str) -> str:
    """Return `text` with a space for each line break and tab, so that it cannot pass for several lines."""
    return " ".join(text.replace("\t", " ").splitlines())


def clock(seconds: float) -> str:
    """Return a time as people write it: `01:02.5`, with hours if there are any."""
    tenths = round(seconds * 10)
    hours, rest = divmod(tenths, 36_000)
    minutes, rest = divmod(rest, 600)
    clock = f"{minutes:02d}:{rest // 10:02d}.{rest % 10}"
    return f"{hours}:{clock}" if hours else clock


def exit_code() -> int:
    """Return the exit code that the state of the streams asks for: 0 if all that was printed has been taken.

    A full device, or another failure of standard output, is told on standard error.
    """
    failure = OUT.failure
    if failure is None:
        return 0
    if isinstance(failure, BrokenPipeError):
        return CLOSED_PIPE
    err(f"error: standard output cannot be written: {failure.strerror or failure}; the files are complete\n")
    return 1


def _encodable(text: str, stream: IO[str]) -> str:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
