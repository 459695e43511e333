"""The forms of requests, for the OpenAPI description."""

from __future__ import annotations

from typing import Any

from .wanted import FORMATS

# Any: JSON Schema
Schema = dict[str, Any]

TRANSLATION: Schema = {
    "file": {"type": "string", "format": "binary", "description": "The recording: any audio or video file."},
    "model": {"type": "string", "description": "whisper-1, another of OpenAI's names, or one of GET /v1/models."},
    "prompt": {"type": "string", "description": "Words that come before: names and terms, spelled right."},
    "response_format": {"type": "string", "enum": list(FORMATS), "description": "json by default."},
    "temperature": {"type": "number", "minimum": 0, "maximum": 1, "description": "Randomness of the decoder."},
}
TRANSCRIPTION: Schema = {
    **TRANSLATION,
    "language": {"type": "string", "description": "The language spoken, as a code; found out if left out."},
    "languages[]": {"type": "array", "items": {"type": "string"}, "description": "At most one language."},
    "keywords[]": {"type": "array", "items": {"type": "string"}, "description": "Terms, put before the prompt."},
    "include[]": {"type": "array", "items": {"type": "string"}, "description": "logprobs, with json."},
    "timestamp_granularities[]": {
        "type": "array",
        "items": {"type": "string"},
        "description": "word, segment: the times in verbose_json.",
    },
    "stream": {"type": "boolean", "description": "Answer as server-sent events; ignored for whisper-1, as by OpenAI."},
    "chunking_strategy": {"type": "string", "description": "auto, or server_vad with its defaults."},
    "known_speaker_names[]": {"type": "array", "items": {"type": "string"}, "description": "At most four."},
    "known_speaker_references[]": {
        "type": "array",
        "items": {"type": "string"},
        "description": "A short recording of each, as a data URL.",
    },
    "diarize": {"type": "boolean", "description": "Find the speakers, in any format (not in OpenAI's API)."},
    "num_speakers": {"type": "integer", "description": "Their number, if known (not in OpenAI's API)."},
    "min_speakers": {"type": "integer", "description": "The least number (not in OpenAI's API)."},
    "max_speakers": {"type": "integer", "description": "The largest number (not in OpenAI's API)."},
}
JOB: Schema = {
    **TRANSCRIPTION,
    "task": {"type": "string", "enum": ["transcribe", "translate"], "description": "translate: into English."},
    "keep": {"type": "boolean", "description": "Keep the recording and the result until the job is deleted."},
}


def transcription() -> Schema:
    """Return the form of a transcription."""
    return _body(TRANSCRIPTION)


def translation() -> Schema:
    """Return the form of a translation."""
    return _body(TRANSLATION)


def job() -> Schema:
    """Return the form of a job."""
    return _body(JOB)


def _body(fields: Schema) -> Schema:
    form = {"type": "object", "required": ["file", "model"], "properties": fields}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}}}}
