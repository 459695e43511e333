"""Transcripts as answers, beside those that the client's tests see."""

from __future__ import annotations

import json

import pytest
from whisper_diarize_server.answers import answer, as_object
from whisper_diarize_server.errors import ApiError
from whisper_diarize_server.streaming import Written, events
from whisper_diarize_server.wanted import Shape

from whisper_diarize import AttributedTranscript
from whisper_diarize.testing import example_transcripts

BARE = {"start": 0, "end": 1, "text": " hi", "reason": "not diarized", "words": []}
FORMATS = ("json", "text", "srt", "vtt", "verbose_json")


@pytest.mark.parametrize("response_format", FORMATS)
@pytest.mark.parametrize("name", sorted(example_transcripts()))
def test_every_transcript_has_an_answer(name: str, response_format: str) -> None:
    made = answer(example_transcripts()[name], Shape(response_format, ("word", "segment")))
    assert made.content.decode("utf-8") is not None
    assert json.loads(made.content) if made.media_type == "application/json" else True


@pytest.mark.parametrize("name", sorted(example_transcripts()))
def test_deltas_of_a_stream_are_its_text(name: str) -> None:
    transcript = example_transcripts()[name]
    sent = events(transcript, Shape(stream=True), Written())
    items = [json.loads(event[6:]) for event in sent if "[DONE]" not in event]
    assert "".join(item["delta"] for item in items[:-1]) == items[-1]["text"] == transcript.text


def test_logprobs_are_those_of_words() -> None:
    word = {"word": " hi", "start": 0, "end": 1, "probability": 0.5, "reason": "not diarized"}
    sure = AttributedTranscript.from_dict({"segments": [{**BARE, "words": [word]}]})
    found = as_object(sure, Shape(logprobs=True), "transcribe")["logprobs"]
    assert found == [{"token": " hi", "bytes": [32, 104, 105], "logprob": -0.6931}]


def test_logprobs_of_an_engine_without_any_are_refused() -> None:
    bare = AttributedTranscript.from_dict({"segments": [BARE]})
    with pytest.raises(ApiError) as caught:
        as_object(bare, Shape(logprobs=True), "transcribe")
    assert caught.value.param == "include"
