"""The row of a recording, with the same columns for those that failed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pyarrow as pa

from whisper_diarize import AttributedTranscript, WhisperDiarizeError
from whisper_diarize.batch import BatchResult, Entry, FoundRecording

SPAN = [("start", pa.float64()), ("end", pa.float64()), ("speaker", pa.string())]
WORD = pa.struct([("word", pa.string()), *SPAN, ("probability", pa.float64()), ("speaker_confidence", pa.float64())])
SCHEMA = pa.schema(
    [
        ("audio_filepath", pa.string()),
        ("recording", pa.string()),
        ("status", pa.string()),
        ("error", pa.string()),
        ("duration", pa.float64()),
        ("text", pa.string()),
        ("language", pa.string()),
        ("speakers", pa.list_(pa.string())),
        ("words", pa.list_(WORD)),
        ("turns", pa.list_(pa.struct(SPAN))),
        ("outputs", pa.list_(pa.string())),
        ("attempt", pa.int64()),
        ("work_seconds", pa.float64()),
    ]
)

# Any: a row has values of all types
Row = dict[str, Any]


def given_row(found: FoundRecording) -> Row:
    """Return the row that stands for a recording, with whole paths: actors may work in another folder."""
    if "://" in found.source:
        return {"audio_filepath": found.source, "recording": found.place, "folder": found.folder}
    folder = os.path.abspath(found.folder) if found.folder else None  # noqa: PTH100  a path stays text
    source = os.path.abspath(found.source)  # noqa: PTH100  likewise
    return {"audio_filepath": source, "recording": found.place, "folder": folder}


def row_of(result: BatchResult, source: str, entry: Entry | None) -> Row:
    """Return the row of a result; of a recording that was done before, what the ledger has of it."""
    known = entry or Entry(source)
    transcript = result.transcript or AttributedTranscript()
    return {
        "audio_filepath": source,
        "recording": result.found.place,
        "status": result.state,
        "error": "; ".join(map(str, result.errors)),
        "duration": known.duration,
        "text": known.text,
        "language": known.language,
        "speakers": [speaker.name for speaker in transcript.speakers],
        "words": _words(transcript),
        "turns": _turns(transcript),
        "outputs": sorted(known.outputs.values()),
        "attempt": known.attempt,
        "work_seconds": known.work_seconds,
    }


def result_of(row: Row, found: FoundRecording, folder: Path) -> BatchResult:
    """Return the result that a row tells of; outputs are below a `folder`."""
    entry = Entry(row["audio_filepath"], duration=row["duration"], work_seconds=row["work_seconds"])
    outputs = tuple(folder / name for name in row["outputs"]) if row["status"] == "done" else ()
    errors = (WhisperDiarizeError(row["error"]),) if row["error"] else ()
    return BatchResult(found, row["status"], entry, outputs=outputs, errors=errors)


def failed_row(source: str, place: str, error: str) -> Row:
    """Return the row of a recording that could not be begun."""
    empty: Row = {"text": "", "language": "", "speakers": [], "words": [], "turns": [], "outputs": []}
    numbers = {"duration": 0.0, "attempt": 0, "work_seconds": 0.0}
    return {"audio_filepath": source, "recording": place, "status": "failed", "error": error, **empty, **numbers}


def _words(transcript: AttributedTranscript) -> list[Row]:
    return [
        {
            "word": one.word.text,
            "start": one.word.start,
            "end": one.word.end,
            "speaker": transcript.name_of(one.speaker),
            "probability": one.word.probability,
            "speaker_confidence": one.speaker_confidence,
        }
        for one in transcript.words
    ]


def _turns(transcript: AttributedTranscript) -> list[Row]:
    turns = transcript.diarization.turns if transcript.diarization else ()
    return [{"start": turn.start, "end": turn.end, "speaker": transcript.name_of(turn.speaker)} for turn in turns]
