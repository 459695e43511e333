"""`events.jsonl`: all that was shown, one JSON object a line, written before it is shown.

| event | keys |
|---|---|
| `begun` | `version` of this schema, `name` of the recording, `sample_rate`, `options` of the run |
| `words` | `first`, the first one's place; `words`: `start`, `end`, `word`, `speaker`, maybe `probability`, `channel` |
| `speaker_revised` | `speaker`, and `places` of words whose label is this one from now on |
| `speaker_named` | `speaker`, and the `name` that its voice suggests from now on, or null |
| `ended` | `words`, how many there are |

All have `at`, seconds on the clock, and `heard`, seconds of the recording that were there. Times of words are seconds
in the recording. Words never change once they are in a line; labels do, by a later line. `?`: not yet known; empty:
not looked for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from whisper_diarize import AudioError, Word

from .captions import Captions, Change, revisions

VERSION = 1


class EventLog:
    """The file, which grows by whole lines.

    Raises:
        AudioError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
            self._end_torn_line()
        except OSError as error:
            raise AudioError(str(path), f"it cannot be written ({error.strerror}); choose another folder") from error

    def begin(self, name: str, sample_rate: int, options: Mapping[str, object]) -> None:
        """Write the first line."""
        self._write_line(begun(name) | {"sample_rate": sample_rate, "options": dict(options)})

    def show(self, change: Change, captions: Captions) -> None:
        """Write the lines of a change."""
        for event in events_of(change, captions):
            self._write_line(event)

    def end(self, at: float, heard: float, words: int) -> None:
        """Write the last line."""
        self._write_line(ended(at, heard, words))

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _write_line(self, event: Mapping[str, object]) -> None:
        try:
            os.write(self._file, (json.dumps(event, ensure_ascii=False) + "\n").encode())
        except OSError as error:
            raise AudioError(str(self._path), f"no more can be kept ({error.strerror})") from error

    def _end_torn_line(self) -> None:
        """End the line in which the program was killed, so that the next is whole."""
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            os.write(self._file, b"\n")


def begun(name: str) -> dict[str, object]:
    """Return the first event of a recording."""
    return _event("begun", 0.0, 0.0, version=VERSION, name=name)


def ended(at: float, heard: float, words: int) -> dict[str, object]:
    """Return the last event."""
    return _event("ended", at, heard, words=words)


def events_of(change: Change, captions: Captions) -> Iterator[dict[str, object]]:
    """Yield the events of a change."""
    if change.added:
        words = [_plain(captions.words[place], captions.speakers[place]) for place in change.added]
        yield _event("words", change.at, change.heard, first=change.added.start, words=words)
    for speaker, places in revisions(change, captions):
        yield _event("speaker_revised", change.at, change.heard, speaker=speaker, places=places)
    for speaker in change.named:
        yield _event("speaker_named", change.at, change.heard, speaker=speaker, name=captions.names.get(speaker))


def read_events(path: Path) -> Iterator[Mapping[str, object]]:
    """Yield the events of a file; a line that was torn by a kill is left out.

    Raises:
        AudioError: it cannot be read.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise AudioError(str(path), f"it cannot be read ({error.strerror}); name the folder of a recording") from error
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict):
            yield event


# Any: what a file has
def read_captions(path: Path) -> Captions:
    """Return the captions that a file tells of.

    Raises:
        AudioError: it cannot be read, or is no such file.
    """
    captions = Captions()
    try:
        for event in read_events(path):
            if event["event"] == "words":
                words: Any = event["words"]
                first: Any = event["first"]
                for place, word in enumerate(words, first):
                    if place == len(captions.words):
                        heard = Word(word["start"], word["end"], word["word"], word.get("probability"))
                        captions.add([replace(heard, channel=word.get("channel"))], str(word["speaker"]))
            elif event["event"] == "speaker_revised":
                for place in event["places"]:  # type: ignore[attr-defined]  # as above
                    captions.speakers[place] = str(event["speaker"])
    except (KeyError, TypeError, IndexError, ValueError) as error:
        raise AudioError(str(path), f"it is not the log of a recording ({type(error).__name__}: {error})") from error
    return captions


def _event(event: str, at: float, heard: float, **rest: object) -> dict[str, object]:
    return {"event": event, "at": round(at, 3), "heard": round(heard, 3), **rest}


def _plain(word: Word, speaker: str) -> dict[str, object]:
    plain = {"start": round(word.start, 3), "end": round(word.end, 3), "word": word.text, "speaker": speaker}
    probability = {} if word.probability is None else {"probability": round(word.probability, 3)}
    channel = {} if word.channel is None else {"channel": word.channel}
    return plain | probability | channel
