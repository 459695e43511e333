"""Our JSON, read back: the transcript that `Json` wrote, to the last byte."""

from __future__ import annotations

import json

from whisper_diarize.errors import TranscriptionError
from whisper_diarize.records import AttributedTranscript

from .json import SCHEMA_VERSION


def parse_json(text: str) -> AttributedTranscript:
    """Return the transcript of a document in our JSON.

    Raises:
        TranscriptionError: it is not one; the message names the field.
    """
    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as exc:
        raise TranscriptionError(f"this is not JSON ({exc})") from exc
    version = document.get("schema_version") if isinstance(document, dict) else None
    if version is None:
        raise TranscriptionError(
            "this is not a JSON document of transcribe (it has no schema_version); to give the words of another "
            "transcript to speakers: transcribe AUDIO --diarize --transcript FILE"
        )
    if version != SCHEMA_VERSION:
        raise TranscriptionError(f"it has schema_version {version!r:.20}, and only {SCHEMA_VERSION} is known here")
    try:
        return AttributedTranscript.from_dict(document)
    except ValueError as exc:
        raise TranscriptionError(f"this is not a JSON document of transcribe: {exc}") from exc
