"""JSON as others write it, against schemas made of what they publish."""

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from whisper_diarize import Exporter
from whisper_diarize.errors import ExportError
from whisper_diarize.formats import DiarizedJson, Podcast, WhisperX
from whisper_diarize.records import AttributedTranscript

NUMBER, TEXT = {"type": "number", "minimum": 0}, {"type": "string"}


def closed(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object that has `required`, may have `optional`, and nothing else."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


def listed(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


# openai-python, types/audio/transcription_diarized.py and transcription_diarized_segment.py
OPENAI = closed(
    {
        "task": {"const": "transcribe"},
        "duration": NUMBER,
        "text": TEXT,
        "segments": listed(
            closed(
                {
                    "id": TEXT,
                    "type": {"const": "transcript.text.segment"},
                    "start": NUMBER,
                    "end": NUMBER,
                    "speaker": TEXT,
                    "text": TEXT,
                }
            )
        ),
    },
    {"usage": closed({"type": {"const": "duration"}, "seconds": NUMBER})},
)
# whisperX, schema.py; `speaker` is added by diarize.py
WORD = closed({"word": TEXT}, {"start": NUMBER, "end": NUMBER, "score": NUMBER, "speaker": TEXT})
WHISPERX = closed(
    {
        "segments": listed(
            closed(
                {"start": NUMBER, "end": NUMBER, "text": TEXT, "words": listed(WORD)},
                {"speaker": TEXT, "chars": {}, "avg_logprob": {}},
            )
        ),
        "word_segments": listed(WORD),
    },
    {"language": TEXT},
)
# podcast-namespace, transcripts/transcripts.md
PODCAST = closed(
    {
        "version": {"const": "1.0.0"},
        "segments": listed(closed({"startTime": NUMBER, "endTime": NUMBER, "body": TEXT}, {"speaker": TEXT})),
    }
)
ALL = [pytest.param(DiarizedJson(), OPENAI, id="openai"), pytest.param(WhisperX(), WHISPERX, id="whisperx")]
ALL += [pytest.param(Podcast(), PODCAST, id="podcast")]


def read(exporter: Exporter, transcript: AttributedTranscript) -> Any:
    return json.loads(exporter.render(transcript))


@pytest.mark.parametrize(("exporter", "schema"), ALL)
def test_document_is_what_its_owner_publishes(
    exporter: DiarizedJson | Podcast | WhisperX,
    schema: dict[str, bool | dict[str, dict[str, dict[str, object] | int | list[str] | str]] | list[str] | str],
    transcript: AttributedTranscript,
    silence: AttributedTranscript,
) -> None:
    jsonschema.validate(read(exporter, transcript), schema)
    jsonschema.validate(read(exporter, silence), schema)


@pytest.mark.parametrize(("exporter", "schema"), ALL[1:])
def test_document_without_speakers_is_too(
    exporter: Podcast | WhisperX,
    schema: dict[str, bool | dict[str, dict[str, dict[str, object] | str]] | list[str] | str],
    plain_transcript: AttributedTranscript,
) -> None:
    jsonschema.validate(read(exporter, plain_transcript), schema)


def test_openai_calls_speakers_by_name_or_letter(say: Callable[..., AttributedTranscript]) -> None:
    transcript = say((0, 1, "s0", "One"), (1, 2, "s1", "Two"), (2, 3, "s2", "Three")).with_names(("s0", "A"))
    assert [segment["speaker"] for segment in read(DiarizedJson(), transcript)["segments"]] == ["B", "A", "C"]


def test_openai_needs_speakers(plain_transcript: AttributedTranscript) -> None:
    with pytest.raises(ExportError, match="diarized_json needs speakers: add --diarize"):
        DiarizedJson().render(plain_transcript)


def test_whisperx_has_no_key_for_what_is_not_known(transcript: AttributedTranscript) -> None:
    segments = read(WhisperX(), transcript)["segments"]
    assert segments[0]["speaker"] == "Ann Lee"
    assert segments[1]["words"][1] == {"word": "Ann.", "start": 2.4, "end": 3.0, "speaker": "SPEAKER_01"}


def test_podcast_has_a_body_a_segment(transcript: AttributedTranscript) -> None:
    assert read(Podcast(), transcript)["segments"][0] == {
        "speaker": "Ann Lee",
        "startTime": 0.0,
        "endTime": 1.2,
        "body": "Good morning.",
    }
