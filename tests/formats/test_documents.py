"""JSON as others write it, against schemas made of what they publish."""

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from whisper_diarize import Exporter
from whisper_diarize.errors import ExportError
from whisper_diarize.formats import AssemblyAi, Deepgram, DiarizedJson, Podcast, WhisperX
from whisper_diarize.records import (
    AttributedSegment,
    AttributedTranscript,
    AttributedWord,
    Diarization,
    Segment,
    Turn,
    Word,
)

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
# assemblyai-python-sdk, types.py: TranscriptResponse, Utterance, UtteranceWord, Word; of the response, what we write
MILLISECONDS, SHARE = {"type": "integer", "minimum": 0}, {"type": "number", "minimum": 0, "maximum": 1}
TEXT_OR_NULL, FLAG = {"type": ["string", "null"]}, {"type": "boolean"}
ASSEMBLYAI_WORD = {"text": TEXT, "start": MILLISECONDS, "end": MILLISECONDS, "confidence": SHARE}
ASSEMBLYAI_SOURCE = {"speaker": TEXT_OR_NULL, "channel": {"type": "string", "pattern": "^[1-9][0-9]*$"}}
ASSEMBLYAI = closed(
    {
        "id": TEXT_OR_NULL,
        "status": {"enum": ["queued", "processing", "completed", "error"]},
        "audio_url": TEXT,
        "language_code": TEXT_OR_NULL,
        "text": TEXT,
        "words": listed(closed(ASSEMBLYAI_WORD, ASSEMBLYAI_SOURCE)),
        "utterances": {
            "type": ["array", "null"],
            "items": closed(
                {**ASSEMBLYAI_WORD, "words": listed(closed(ASSEMBLYAI_WORD, ASSEMBLYAI_SOURCE))}, ASSEMBLYAI_SOURCE
            ),
        },
        "confidence": SHARE,
        "audio_duration": MILLISECONDS,
        "multichannel": FLAG,
        "audio_channels": {"type": "integer", "minimum": 1},
        "speaker_labels": FLAG,
    }
)
# deepgram-python-sdk, types/listen_v1response*.py; the fields of `metadata` are those that are required
WHOLE = {"type": "integer", "minimum": 0}
DEEPGRAM_WORD = closed(
    {"word": TEXT, "start": NUMBER, "end": NUMBER},
    {"confidence": SHARE, "speaker": WHOLE, "speaker_confidence": SHARE, "punctuated_word": TEXT},
)
DEEPGRAM_SAID = {"transcript": TEXT, "confidence": SHARE, "words": listed(DEEPGRAM_WORD)}
DEEPGRAM = closed(
    {
        "metadata": closed(
            {
                "request_id": {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
                "sha256": TEXT,
                "created": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$"},
                "duration": NUMBER,
                "channels": {"type": "integer", "minimum": 1},
                "models": listed(TEXT),
                "model_info": {"type": "object"},
            }
        ),
        "results": closed(
            {
                "channels": listed(
                    closed({"alternatives": listed(closed(DEEPGRAM_SAID))}, {"detected_language": TEXT})
                ),
                "utterances": listed(
                    closed(
                        {**DEEPGRAM_SAID, "start": NUMBER, "end": NUMBER, "channel": WHOLE, "id": TEXT},
                        {"speaker": WHOLE},
                    )
                ),
            }
        ),
    }
)
ALL = [pytest.param(DiarizedJson(), OPENAI, id="openai"), pytest.param(WhisperX(), WHISPERX, id="whisperx")]
ALL += [pytest.param(Podcast(), PODCAST, id="podcast"), pytest.param(AssemblyAi(), ASSEMBLYAI, id="assemblyai")]
ALL += [pytest.param(Deepgram(), DEEPGRAM, id="deepgram")]


def read(exporter: Exporter, transcript: AttributedTranscript) -> Any:
    return json.loads(exporter.render(transcript))


@pytest.mark.parametrize(("exporter", "schema"), ALL)
def test_document_is_what_its_owner_publishes(
    exporter: Exporter, schema: dict[str, Any], transcript: AttributedTranscript, silence: AttributedTranscript
) -> None:
    jsonschema.validate(read(exporter, transcript), schema)
    jsonschema.validate(read(exporter, silence), schema)


@pytest.mark.parametrize(("exporter", "schema"), ALL[1:])
def test_document_without_speakers_is_too(
    exporter: Exporter, schema: dict[str, Any], plain_transcript: AttributedTranscript
) -> None:
    jsonschema.validate(read(exporter, plain_transcript), schema)


@pytest.mark.parametrize(("exporter", "schema"), ALL[-2:])
def test_document_of_a_call_is_too(exporter: Exporter, schema: dict[str, Any]) -> None:
    jsonschema.validate(read(exporter, call()), schema)


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


def call() -> AttributedTranscript:
    """A call: `Hello?` and `Yes.` on the agent's side, `I am Ann.` by two people on the caller's."""
    said = (
        (0, "CH0", " Hello?", 0.0),
        (1, "CH1_SPEAKER_00", " I am", 1.0),
        (0, "CH0", " Yes.", 1.2),
        (1, "CH1_SPEAKER_01", " Ann.", 1.5),
    )
    segments = []
    for channel, label, text, start in said:
        word = Word(start, start + 0.4, text, 0.8, channel=channel)
        segment = Segment(word.start, word.end, text, (word,), channel=channel)
        attributed = AttributedWord(word, label, "overlap", speaker_confidence=0.9)
        segments.append(AttributedSegment(segment, label, "overlap", (attributed,)))
    turns = tuple(Turn(start, start + 0.4, label, channel) for channel, label, _, start in said)
    return AttributedTranscript(tuple(segments), (), Diarization(turns), "en", "whisper", name="call", duration=2.0)


def test_assemblyai_counts_channels_from_one_and_their_voices_by_letters() -> None:
    document = read(AssemblyAi(), call())

    assert (document["multichannel"], document["audio_channels"], document["audio_duration"]) == (True, 2, 2)
    assert [(one["channel"], one["speaker"], one["text"], one["start"]) for one in document["utterances"]] == [
        ("1", "1A", "Hello?", 0),
        ("2", "2A", "I am", 1000),
        ("1", "1A", "Yes.", 1200),
        ("2", "2B", "Ann.", 1500),
    ]
    assert document["words"][1] == {
        "text": "I",
        "start": 1000,
        "end": 1133,
        "confidence": 0.8,
        "speaker": "2A",
        "channel": "2",
    }


def test_assemblyai_calls_speakers_by_name_or_letter(say: Callable[..., AttributedTranscript]) -> None:
    transcript = say((0, 1, "s0", "One"), (1, 2, "s1", "Two"), (2, 3, "s1", " more")).with_names(("s0", "A"))
    utterances = read(AssemblyAi(), transcript)["utterances"]
    assert [(one["speaker"], one["text"], one["end"]) for one in utterances] == [
        ("B", "One", 1000),
        ("A", "Two more", 3000),
    ]


def test_assemblyai_without_speakers_has_words_alone(plain_transcript: AttributedTranscript) -> None:
    document = read(AssemblyAi(), plain_transcript)
    assert document["utterances"] is None
    assert document["words"][0] == {"text": "Good", "start": 0, "end": 400, "confidence": 0.0, "speaker": None}


def test_deepgram_counts_speakers_anew_in_each_channel() -> None:
    results = read(Deepgram(), call())["results"]

    assert [one["alternatives"][0]["transcript"] for one in results["channels"]] == ["Hello? Yes.", "I am Ann."]
    assert [(one["channel"], one["speaker"], one["transcript"]) for one in results["utterances"]] == [
        (0, 0, "Hello?"),
        (1, 0, "I am"),
        (0, 0, "Yes."),
        (1, 1, "Ann."),
    ]
    assert results["channels"][1]["alternatives"][0]["words"][2] == {
        "word": "ann",
        "start": 1.5,
        "end": 1.9,
        "confidence": 0.8,
        "speaker_confidence": 0.9,
        "speaker": 1,
        "punctuated_word": "Ann.",
    }


def test_deepgram_ends_an_utterance_in_a_pause(say: Callable[..., AttributedTranscript]) -> None:
    transcript = say((0, 1, "a", "One"), (1.7, 2, "a", " two"), (3, 4, "a", " three"))
    assert [one["transcript"] for one in read(Deepgram(), transcript)["results"]["utterances"]] == ["One two", "three"]


@pytest.mark.parametrize(
    ("text", "bare"),
    [("Don't!", "don't"), ("(हिन्दी)", "हिन्दी"), ("…", "…"), ("$5,000.", "5,000")],
    ids=["en", "hi", "marks", "sum"],
)
def test_deepgram_has_words_bare_and_as_they_are_written(
    say: Callable[..., AttributedTranscript], text: str, bare: str
) -> None:
    words = read(Deepgram(), say((0, 1, "a", text)))["results"]["utterances"][0]["words"]
    assert words == [{"word": bare, "start": 0.0, "end": 1.0, "speaker": 0, "punctuated_word": text}]
