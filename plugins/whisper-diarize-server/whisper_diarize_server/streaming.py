"""Server-sent events: answers of `stream=true`, and the progress of jobs.

Source: OpenAI's openapi.yaml, `CreateTranscriptionResponseStreamEvent`. A line that begins with a colon is a comment,
which clients ignore: it keeps a connection open.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator

from whisper_diarize import AttributedTranscript

from .answers import Object, diarized, logprobs, usage
from .errors import ApiError
from .wanted import Shape

HEARTBEAT = ": working\n\n"
HEARTBEAT_SECONDS = 10.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
DONE = "data: [DONE]\n\n"


def data(item: Object) -> str:
    """Return one event without a name, as OpenAI sends them."""
    return f"data: {json.dumps(item, ensure_ascii=True)}\n\n"


def named(name: str, item: Object) -> str:
    """Return one event with a name."""
    return f"event: {name}\n{data(item)}"


def failure(error: ApiError) -> str:
    """Return the event that a client raises as an error."""
    return data(error.body)


def events(transcript: AttributedTranscript, shape: Shape) -> Iterator[str]:
    """Yield a transcript as the events of a stream.

    Raises:
        ApiError: as `answer`.
    """
    if shape.response_format == "diarized_json":
        yield from _diarized_events(transcript)
    else:
        yield from _text_events(transcript, shape)
    yield DONE


def _text_events(transcript: AttributedTranscript, shape: Shape) -> Iterator[str]:
    left = transcript.text
    for number, segment in enumerate(transcript.segments):
        text = segment.segment.text if number else segment.segment.text.lstrip()
        delta = text if number < len(transcript.segments) - 1 else left
        left = left[len(delta) :]
        if delta:
            yield data({"type": "transcript.text.delta", "delta": delta})
    done: Object = {"type": "transcript.text.done", "text": transcript.text}
    if shape.logprobs:
        done["logprobs"] = logprobs(transcript)
    if transcript.language:
        done["languages"] = [{"code": transcript.language}]
    yield data(done | {"usage": usage(transcript)})


def _diarized_events(transcript: AttributedTranscript) -> Iterator[str]:
    for segment in diarized(transcript)["segments"]:
        yield data({"type": "transcript.text.delta", "delta": segment["text"], "segment_id": segment["id"]})
        yield data(segment)
    yield data({"type": "transcript.text.done", "text": transcript.text, "usage": usage(transcript)})


async def with_heartbeats(items: AsyncIterator[str | None]) -> AsyncIterator[str]:
    """Yield events, and a comment for each None."""
    async for item in items:
        yield HEARTBEAT if item is None else item
