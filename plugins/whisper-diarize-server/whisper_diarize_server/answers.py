"""Transcripts as OpenAI's API answers them.

Source: OpenAI's openapi.yaml, `CreateTranscriptionResponse...`, and openai-python, `types/audio`. Keys of ours beside
theirs: `speaker` on words and segments, `words` in the segments of diarized_json.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from whisper_diarize import AttributedSegment, AttributedTranscript, AttributedWord

from .errors import bad_field
from .wanted import Shape, Task

# Any: values of JSON, which differ from key to key
Object = dict[str, Any]

MEDIA_TYPES = {"text": "text/plain", "srt": "application/x-subrip", "vtt": "text/vtt"}
CORE_FORMATS = {"text": "txt", "srt": "srt", "vtt": "vtt"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The contents and the media type of an answer."""

    content: bytes
    media_type: str


def answer(transcript: AttributedTranscript, shape: Shape, task: Task = "transcribe") -> Answer:
    """Return a transcript in the form that a request wants.

    Raises:
        ApiError: the engine has no probabilities, and logprobs were asked for.
    """
    name = shape.response_format
    if name in CORE_FORMATS:
        if name == "text" and transcript.diarization is None:
            return Answer(_encoded(transcript.text + "\n"), "text/plain; charset=utf-8")
        rendered = transcript.render(CORE_FORMATS[name])
        content = rendered if isinstance(rendered, bytes) else _encoded(rendered)
        return Answer(content, f"{MEDIA_TYPES[name]}; charset=utf-8")
    return Answer(_encoded(json.dumps(as_object(transcript, shape, task), ensure_ascii=False)), "application/json")


def as_object(transcript: AttributedTranscript, shape: Shape, task: Task) -> Object:
    """Return one of the formats in JSON.

    Raises:
        ApiError: as `answer`.
    """
    if shape.response_format == "diarized_json":
        return diarized(transcript)
    if shape.response_format == "verbose_json":
        return verbose(transcript, shape, task)
    found: Object = {"text": transcript.text}
    if shape.logprobs:
        found["logprobs"] = logprobs(transcript)
    if transcript.language and task == "transcribe":
        found["languages"] = [{"code": transcript.language}]
    return found | {"usage": usage(transcript)}


def diarized(transcript: AttributedTranscript) -> Object:
    """Return the answer of the diarizing model, with words in its segments."""
    document: Object = json.loads(transcript.render("diarized_json"))
    said = [segment for segment in transcript.segments if segment.text]
    shown = {
        label: item["speaker"] for label, item in zip((s.speaker for s in said), document["segments"], strict=True)
    }
    for item, segment in zip(document["segments"], said, strict=True):
        item["words"] = [_word(word, shown) for word in segment.words]
    return document | {"usage": usage(transcript)}


def verbose(transcript: AttributedTranscript, shape: Shape, task: Task) -> Object:
    """Return the answer of whisper-1 with its times."""
    from whisper_diarize.transcription import language_name  # noqa: PLC0415  a server starts before NumPy is there

    names = None if transcript.diarization is None else {s.label: s.name for s in transcript.speakers}
    language = "en" if task == "translate" else transcript.language
    found: Object = {
        "task": task,
        "language": language_name(language) if language else "",
        "duration": round(transcript.duration, 3),
        "text": transcript.text,
    }
    if "word" in shape.granularities:
        found["words"] = [_word(word, names) for word in transcript.words]
    if "segment" in shape.granularities:
        found["segments"] = [_segment(number, one, names) for number, one in enumerate(transcript.segments)]
    return found | {"usage": usage(transcript)}


def usage(transcript: AttributedTranscript) -> Object:
    """Return the length of the sound, as OpenAI charges it."""
    return {"type": "duration", "seconds": math.ceil(transcript.duration)}


def logprobs(transcript: AttributedTranscript) -> list[Object]:
    """Return the logarithm of each word's probability: a word stands for a token.

    Raises:
        ApiError: the engine has none.
    """
    if any(word.probability is None for word in transcript.words) or (transcript.segments and not transcript.words):
        raise bad_field("include", "The engine of this server gives no probabilities", "unsupported_value")
    return [
        {
            "token": word.text,
            "bytes": list(word.text.encode("utf-8", "replace")),
            "logprob": _log(word.probability or 0.0),
        }
        for word in transcript.words
    ]


def _word(word: AttributedWord, names: Mapping[str | None, str] | Mapping[str, str] | None) -> Object:
    found: Object = {"word": word.text.strip(), "start": round(word.start, 3), "end": round(word.end, 3)}
    if names is not None:
        found["speaker"] = _name(word.speaker, names)
    return found


def _segment(number: int, attributed: AttributedSegment, names: Mapping[str, str] | None) -> Object:
    segment = attributed.segment
    found: Object = {
        "id": number,
        "seek": segment.seek or 0,
        "start": round(segment.start, 3),
        "end": round(segment.end, 3),
        "text": segment.text,
        "tokens": list(segment.tokens),
        "temperature": segment.temperature or 0.0,
        "avg_logprob": _mean_log(attributed.words) if segment.avg_logprob is None else segment.avg_logprob,
        "compression_ratio": segment.compression_ratio or _compression(segment.text),
        "no_speech_prob": segment.no_speech_prob or 0.0,
    }
    if names is not None:
        found["speaker"] = _name(attributed.speaker, names)
    return found


# Any: the labels of a mapping whose keys may include None
def _name(label: str | None, names: Mapping[Any, str]) -> str | None:
    return names.get(label, label)


def _mean_log(words: Iterable[AttributedWord]) -> float:
    known = [_log(word.probability) for word in words if word.probability is not None]
    return sum(known) / len(known) if known else 0.0


def _log(probability: float) -> float:
    return round(math.log(max(probability, 1e-6)), 4)


def _compression(text: str) -> float:
    """Return Whisper's measure of repetition."""
    data = _encoded(text)
    return round(len(data) / len(zlib.compress(data)), 4) if data else 0.0


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
