"""Records as plain values, and back."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from tests.fakes.records import (
    attributed_segments,
    attributed_words,
    diarizations,
    qualities,
    transcripts,
    turns,
    words,
)
from whisper_diarize.records import (
    AttributedSegment,
    AttributedTranscript,
    AttributedWord,
    Diarization,
    Quality,
    Segment,
    Speaker,
    Transcript,
    Turn,
    Word,
)


@given(words)
def test_word_reads_back(word: Any) -> None:
    assert Word.from_dict(word.to_dict()) == word


@given(attributed_words)
def test_attributed_word_reads_back(word: Any) -> None:
    assert AttributedWord.from_dict(word.to_dict()) == word


@given(attributed_segments())
def test_segments_read_back(segment: Any) -> None:
    assert AttributedSegment.from_dict(segment.to_dict()) == segment
    assert Segment.from_dict(segment.segment.to_dict()) == segment.segment


@given(turns)
def test_turn_reads_back(turn: Any) -> None:
    assert Turn.from_dict(turn.to_dict()) == turn


@given(qualities)
def test_quality_reads_back(quality: Any) -> None:
    assert Quality.from_dict(quality.to_dict()) == quality


@given(diarizations)
def test_diarization_reads_back(diarization: Diarization) -> None:
    assert Diarization.from_dict(diarization.to_dict()) == diarization


@given(transcripts)
def test_result_reads_back_by_way_of_json(transcript: AttributedTranscript) -> None:
    assert AttributedTranscript.from_dict(json.loads(json.dumps(transcript.to_dict()))) == transcript


def test_speaker_without_a_name_is_called_by_the_label() -> None:
    assert Speaker.from_dict({"label": "A"}) == Speaker("A", "A")
    assert Speaker.from_dict(Speaker("A", "Ann").to_dict()) == Speaker("A", "Ann")


def test_times_are_written_to_the_millisecond_and_what_is_not_finite_as_none() -> None:
    segment = Segment(np.float32(0.12345), 1.98765, " Hi", avg_logprob=float("-inf"))

    assert segment.to_dict()["start"] == 0.123
    assert segment.to_dict()["end"] == 1.988
    assert segment.to_dict()["avg_logprob"] is None


def test_names_are_beside_the_labels() -> None:
    named = Turn(0, 1, "A", 2).to_dict({"A": "Ann"})

    assert named == {"start": 0, "end": 1, "speaker": "Ann", "speaker_label": "A", "channel": 2}


def test_turn_of_another_tool_has_its_speaker_as_label() -> None:
    assert Turn.from_dict({"start": 0, "end": 1, "speaker": "SPEAKER_00"}) == Turn(0, 1, "SPEAKER_00")


def test_result_of_whisper_is_a_transcript() -> None:
    word = {"word": " Hi", "start": 0.0, "end": 0.5, "probability": 0.9}
    segment = {"id": 0, "seek": 0, "start": 0.0, "end": 0.5, "text": " Hi", "tokens": [7], "words": [word]}

    found = Transcript.from_dict({"text": " Hi", "language": "en", "segments": [segment]})

    assert found == Transcript((Segment(0, 0.5, " Hi", (Word(0, 0.5, " Hi", 0.9),), 0, (7,)),), "en")
    assert Transcript.from_dict(found.to_dict()) == found


def test_unknown_keys_are_ignored_and_missing_ones_have_the_default() -> None:
    assert AttributedTranscript.from_dict({"segments": [], "colour": "red"}) == AttributedTranscript()


@pytest.mark.parametrize(
    ("record", "data", "message"),
    [
        (AttributedTranscript, [], r"this is \[\], not an object"),
        (AttributedTranscript, {}, "segments is missing"),
        (Transcript, {"segments": [{"start": 0, "end": 1}]}, r"segments\[0\].text is missing"),
        (Word, {"start": 0, "end": 1, "word": 3}, "word is 3, not text"),
        (Word, {"start": 2, "end": 1, "word": "a"}, "this is not a span of time: 2.0 to 1.0"),
        (Turn, {"start": 0, "end": 1e9, "speaker": "A"}, "not a span of time"),
        (Turn, {"start": 0, "end": 1}, "speaker_label is missing"),
        (Quality, {"snr": float("nan")}, "snr is nan, not a number"),
        (Quality, {"rival_speakers": 0}, "rival_speakers is not a whole number from 1 to"),
        (Segment, {"start": 0, "end": 1, "text": "a", "seek": 1.5}, "seek is 1.5, not a whole number"),
    ],
)
def test_wrong_data_is_told_with_its_field(record: Any, data: Any, message: Any) -> None:
    with pytest.raises(ValueError, match=message):
        record.from_dict(data)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Word(0, 1, "a", 1.2), "probability is 1.2, not a number from 0 to 1"),
        (lambda: AttributedWord(Word(0, 1, "a"), "A", "nearest", -1), "gap is -1, not a number of at least 0"),
        (lambda: Quality(speech=float("nan")), "speech is nan"),
        (lambda: AttributedTranscript(duration=-1), "duration is -1"),
    ],
    ids=["probability", "gap", "quality", "duration"],
)
def test_records_hold_nothing_that_could_not_be_read_back(make: Any, message: Any) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_probability_that_is_out_of_bounds_by_a_rounding_is_kept() -> None:
    assert Word(0, 1, "a", 1.0000001).to_dict()["probability"] == 1
