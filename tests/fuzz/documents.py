"""Damaged transcripts and turns of every dialect: `python -m tests.fuzz.documents --count 20000`.

Each is read as words, as turns and as a document of ours. It is refused in one line of at most 400 characters, or what
was read becomes a transcript that every format can write; our JSON of it is read again, to the same words and turns.
"""

from __future__ import annotations

import functools
import json
import logging
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from whisper_diarize import AttributedTranscript, Diarization, Job, Transcript, Turn, read
from whisper_diarize.assembly import Selection, assemble
from whisper_diarize.components import Components
from whisper_diarize.errors import AnnotationError, ComponentError, ExportError, TranscriptionError
from whisper_diarize.formats import Json, parse_json
from whisper_diarize.pipeline import finish, render
from whisper_diarize.plugins import Plugins, load
from whisper_diarize.scoring import read_annotation
from whisper_diarize.transcription import read_transcript

from .campaign import Case, command
from .document_damage import damaged_bytes, damaged_text, damaged_value, to_json

Read = TypeVar("Read")

SECONDS = 10
COUNT = 20_000
MAX_MESSAGE = 400
FOLDER = Path(__file__).parents[1] / "dialects" / "files"
FORMATS = (
    *("srt", "vtt", "json", "txt", "tsv", "rttm", "ass", "md", "whisperx", "diarized_json", "podcast", "ctm", "stm"),
    *("assemblyai", "deepgram", "aud", "textgrid", "html"),
)
JOB = Job(source="talk", name="talk")
TURNS = Diarization((Turn(0.0, 1.5, "a"), Turn(1.0, 5.0, "b"), Turn(8.0, 9.0, "a")))


@functools.cache
def seeds() -> tuple[Path, ...]:
    """Return a file of each dialect."""
    return tuple(sorted(FOLDER.iterdir()))


def make_case(rng: random.Random, number: int) -> Case:
    """Damage one of the files."""
    seed = rng.choice(seeds())
    data = seed.read_bytes()
    if rng.random() < 0.15:
        damage, data = damaged_bytes(data, rng)
    elif seed.suffix == ".json" and rng.random() < 0.9:
        damage, value = damaged_value(_parsed(seed), rng)
        data = to_json(value).encode()
    else:
        damage, text = damaged_text(data.decode("utf-8-sig"), rng)
        data = text.encode("utf-8", "surrogatepass")
    return Case(number, f"{seed.suffix[1:].lower()}, {damage}", (seed.suffix, data))


def check(case: Case) -> str | None:
    """Read a file in all ways, and write what was read."""
    suffix, data = case.contents
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"talk{suffix}"
        path.write_bytes(data)
        try:
            transcript = _read(lambda: read_transcript(path), TranscriptionError)
            annotation = _read(lambda: read_annotation(path), AnnotationError)
            document = _read(lambda: read(path), TranscriptionError)
        except UnusableMessageError as exc:
            return str(exc)
    turns = TURNS if annotation is None else Diarization(annotation.turns)
    outcome = finish(JOB, transcript or Transcript(), turns, _components(), _plugins())
    for error in outcome.errors:
        raise error.__cause__ or error  # a bug of ours: its place is told
    documents = [outcome.transcript, *([document] if document else [])]
    return next((fault for one in documents if (fault := _write(one))), None)


@functools.cache
def _plugins() -> Plugins:
    """Return our own plugins, loaded once: they take longer to find than a document to read."""
    logging.getLogger("whisper_diarize").setLevel(logging.ERROR)
    return load(installed=False)


@functools.cache
def _components() -> Components:
    return assemble(_plugins(), Selection(formats=FORMATS, attributor="viterbi", diarized=True))


class UnusableMessageError(Exception):
    """A message that is too long, or more than a line."""


def _read(reader: Callable[[], Read], refusal: type[Exception]) -> Read | None:
    try:
        return reader()
    except refusal as exc:
        text = str(exc)
        if len(text) > MAX_MESSAGE or "\n" in text:
            raise UnusableMessageError(f"a message of {len(text)} characters: {text:.60}") from exc
        return None


def _write(transcript: AttributedTranscript) -> str | None:
    """Write a transcript in every format; read our JSON again."""
    text = Json().render(transcript)
    again = parse_json(text)
    if Json().render(again) != text:
        return "our JSON of it changes when it is read and written"
    words, kept = ([word.text for word in one.words] for one in (transcript, again))
    if words != kept:
        return f"{len(words)} words became {len(kept)}"
    for exporter in _components().exporters:
        try:
            render(exporter, transcript, None, Path())
        except ComponentError as error:
            raise (error.__cause__ or error) from None  # as above
        except ExportError:
            continue
    return None


@functools.cache
def _parsed(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8-sig"))


if __name__ == "__main__":
    sys.exit(command(make_case, check, count=COUNT, seconds=SECONDS))
