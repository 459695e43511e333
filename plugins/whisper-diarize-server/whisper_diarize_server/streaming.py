"""Server-sent events: answers of `stream=true`, and the progress of jobs.

Source: OpenAI's openapi.yaml, `CreateTranscriptionResponseStreamEvent`. A line that begins with a colon is a comment,
which clients ignore: it keeps a connection open.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Sequence

from whisper_diarize import AttributedTranscript

from .answers import Object, diarized, logprobs, usage
from .errors import ApiError
from .jobs import Said
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


class Written:
    """The text of a stream that was sent while the engine wrote it; `until` is its end in seconds.

    An engine that begins again, as its process had ended, goes on after that.
    """

    def __init__(self) -> None:
        self.until = 0.0
        self._text = ""
        self._said: Sequence[Said] | None = None
        self._place = 0
        self._again = False

    @property
    def text(self) -> str:
        """All that was sent; white space goes out with the text that follows it."""
        return self._text.strip()

    def events(self, said: Sequence[Said]) -> Iterator[str]:
        """Yield those segments that were not sent, as events."""
        if not said:
            return
        if said is not self._said:
            self._again, self._said, self._place = self._said is not None, said, 0
        new, self._place = said[self._place :], len(said)
        for one in new:
            if not self._again or one.start >= self.until:
                sent = len(self.text)
                self._text, self.until = self._text + one.text, max(self.until, one.end)
                yield from _delta(self.text[sent:])

    def missing(self, transcript: AttributedTranscript) -> Iterator[str]:
        """Yield the text of a transcript that was not sent, in parts; all of it: a part for each segment.

        Where the engine has changed what it had written, these are the segments after that.
        """
        segments = [one.segment for one in transcript.segments if not one.segment.echo]
        if not transcript.text.startswith(self.text):
            yield from (segment.text for segment in segments if segment.start >= self.until)
        elif self.text:
            yield transcript.text[len(self.text) :]
        else:
            left = transcript.text
            for number, segment in enumerate(segments):
                text = segment.text if number else segment.text.lstrip()
                part = text if number < len(segments) - 1 else left
                left = left[len(part) :]
                yield part


def events(transcript: AttributedTranscript, shape: Shape, written: Written) -> Iterator[str]:
    """Yield a transcript as the events of a stream, without the text that was sent while it was `written`.

    Raises:
        ApiError: as `answer`.
    """
    if shape.response_format == "diarized_json":
        yield from _diarized_events(transcript)
    else:
        yield from _text_events(transcript, shape, written)
    yield DONE


def _text_events(transcript: AttributedTranscript, shape: Shape, written: Written) -> Iterator[str]:
    for part in written.missing(transcript):
        yield from _delta(part)
    done: Object = {"type": "transcript.text.done", "text": transcript.text}
    if shape.logprobs:
        done["logprobs"] = logprobs(transcript)
    if transcript.language:
        done["languages"] = [{"code": transcript.language}]
    yield data(done | {"usage": usage(transcript)})


def _delta(text: str) -> Iterator[str]:
    if text:
        yield data({"type": "transcript.text.delta", "delta": text})


def _diarized_events(transcript: AttributedTranscript) -> Iterator[str]:
    for segment in diarized(transcript)["segments"]:
        yield data({"type": "transcript.text.delta", "delta": segment["text"], "segment_id": segment["id"]})
        yield data(segment)
    yield data({"type": "transcript.text.done", "text": transcript.text, "usage": usage(transcript)})


async def with_heartbeats(items: AsyncIterator[str | None]) -> AsyncIterator[str]:
    """Yield events, and a comment for each None."""
    async for item in items:
        yield HEARTBEAT if item is None else item
