"""Events of a stream: words while the engine writes them, and those that are left when it is done."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import pytest
from whisper_diarize_server.jobs import Said
from whisper_diarize_server.streaming import Written, events
from whisper_diarize_server.wanted import Shape

from whisper_diarize import AttributedSegment, AttributedTranscript, Segment

HELLO, WORLD, AGAIN = Said(0.0, 1.0, " Hello,"), Said(1.0, 2.0, " world."), Said(2.0, 3.0, " Again.")


def transcript(*texts: str) -> AttributedTranscript:
    segments = [
        AttributedSegment(Segment(float(place), place + 1.0, text), None, "") for place, text in enumerate(texts)
    ]
    return AttributedTranscript(tuple(segments), language="en", duration=float(len(texts)))


def deltas(found: Iterator[str]) -> list[str]:
    sent = [json.loads(event.removeprefix("data: ")) for event in found if "[DONE]" not in event]
    return [event["delta"] for event in sent if event["type"] == "transcript.text.delta"]


def live(*lists: Sequence[Said]) -> tuple[Written, list[str]]:
    written = Written()
    return written, [delta for said in lists for delta in deltas(written.events(said))]


def test_segment_is_sent_once_when_it_is_written() -> None:
    said = [HELLO]
    written, sent = live(said)
    said.append(WORLD)
    assert (sent, deltas(written.events(said)), deltas(written.events(said))) == (["Hello,"], [" world."], [])


def test_white_space_goes_out_with_the_text_after_it() -> None:
    said = [Said(0.0, 1.0, " Hello, "), Said(1.0, 2.0, "world. ")]
    written, sent = live(said)
    assert sent == ["Hello,", " world."]
    assert deltas(events(transcript(" Hello, ", "world. "), Shape(), written)) == []


def test_engine_that_begins_again_goes_on_after_what_was_sent() -> None:
    written, sent = live([HELLO, WORLD], [HELLO], [HELLO, WORLD, AGAIN])
    assert sent == ["Hello,", " world.", " Again."]
    assert deltas(events(transcript(" Hello,", " world.", " Again."), Shape(), written)) == []


@pytest.mark.parametrize(
    ("texts", "left"),
    [
        ((" Hello,", " world.", " Again."), [" world. Again."]),
        ((" Hello,",), []),
        ((" Hallo,", " world.", " Again."), [" world.", " Again."]),
    ],
    ids=["the rest", "nothing", "segments after a change"],
)
def test_text_that_was_not_sent_comes_at_the_end(texts: tuple[str, ...], left: list[str]) -> None:
    written, _ = live([HELLO])
    assert deltas(events(transcript(*texts), Shape(), written)) == left


def test_whole_transcript_comes_by_segments() -> None:
    assert deltas(events(transcript(" Hello,", " world. "), Shape(), Written())) == ["Hello,", " world."]
