"""`events.jsonl`: all that was shown, one JSON object a line, written before it is shown.

| event | keys |
|---|---|
| `begun` | `version` of this schema, `name` of the recording, `sample_rate`, `options` of the run |
| `words` | `first`, the place of the first; `words`: `start`, `end`, `word`, `speaker`, `probability` if known |
| `speaker_revised` | `speaker`, and `places` of words whose label is this one from now on |
| `ended` | `words`, how many there are |

All have `at`, seconds on the clock, and `heard`, seconds of the recording that were there. Times of words are seconds
in the recording. Words never change once they are in a line; labels do, by a later line. `?`: not yet known.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
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
        self._write("begun", 0.0, 0.0, version=VERSION, name=name, sample_rate=sample_rate, options=dict(options))

    def show(self, change: Change, captions: Captions) -> None:
        """Write the lines of a change."""
        if change.added:
            words = [_plain(captions.words[place], captions.speakers[place]) for place in change.added]
            self._write("words", change.at, change.heard, first=change.added.start, words=words)
        for speaker, places in revisions(change, captions):
            self._write("speaker_revised", change.at, change.heard, speaker=speaker, places=places)

    def end(self, at: float, heard: float, words: int) -> None:
        """Write the last line."""
        self._write("ended", at, heard, words=words)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _write(self, event: str, at: float, heard: float, **rest: object) -> None:
        line = json.dumps({"event": event, "at": round(at, 3), "heard": round(heard, 3), **rest}, ensure_ascii=False)
        try:
            os.write(self._file, (line + "\n").encode())
        except OSError as error:
            raise AudioError(str(self._path), f"no more can be kept ({error.strerror})") from error

    def _end_torn_line(self) -> None:
        """End the line in which the program was killed, so that the next is whole."""
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            os.write(self._file, b"\n")


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
                        captions.add([Word(word["start"], word["end"], word["word"], word.get("probability"))])
                        captions.speakers[place] = str(word["speaker"])
            elif event["event"] == "speaker_revised":
                for place in event["places"]:  # type: ignore[attr-defined]  # as above
                    captions.speakers[place] = str(event["speaker"])
    except (KeyError, TypeError, IndexError, ValueError) as error:
        raise AudioError(str(path), f"it is not the log of a recording ({type(error).__name__}: {error})") from error
    return captions


def _plain(word: Word, speaker: str) -> dict[str, object]:
    probability = {} if word.probability is None else {"probability": round(word.probability, 3)}
    return {
        "start": round(word.start, 3),
        "end": round(word.end, 3),
        "word": word.text,
        "speaker": speaker,
    } | probability
