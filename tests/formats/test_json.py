"""JSON."""

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from whisper_diarize.attribution import attribute
from whisper_diarize.formats import Json
from whisper_diarize.records import AttributedTranscript, Diarization, Quality, Segment, Transcript, Turn, Word


def rendered(transcript: AttributedTranscript) -> Any:
    return json.loads(Json().render(transcript))


def test_segment_has_whispers_keys_and_the_speaker(transcript: AttributedTranscript) -> None:
    segment = rendered(transcript)["segments"][0]

    del segment["words"]
    assert segment == {
        "id": 0,
        "seek": 0,
        "start": 0.0,
        "end": 1.2,
        "text": " Good morning.",
        "tokens": [],
        "temperature": None,
        "avg_logprob": -0.25,
        "compression_ratio": None,
        "no_speech_prob": None,
        "channel": None,
        "echo": False,
        "speaker": "Ann Lee",
        "speaker_label": "SPEAKER_00",
        "reason": "overlap",
        "paragraph": None,
    }


def test_word_has_the_keys_of_whisper_and_whisperx_and_the_speaker(transcript: AttributedTranscript) -> None:
    assert rendered(transcript)["segments"][0]["words"][1] == {
        "word": " morning.",
        "start": 0.5,
        "end": 1.2,
        "probability": 0.9,
        "score": 0.9,
        "speaker": "Ann Lee",
        "speaker_label": "SPEAKER_00",
        "reason": "overlap",
        "gap": 0.0,
        "interpolated": False,
        "speaker_confidence": None,
        "runner_up": None,
        "overlap": False,
        "other_speakers": [],
        "no_speech": False,
        "channel": None,
    }


def test_segments_are_numbered_anew_after_cutting(transcript: AttributedTranscript) -> None:
    assert [segment["id"] for segment in rendered(transcript)["segments"]] == [0, 1]


def test_segment_that_was_not_cut_has_its_tokens() -> None:
    transcript = attribute(Transcript((Segment(0, 1, " Hi", tokens=(7, 8)),)), None, name="talk", duration=1.0)

    assert rendered(transcript)["segments"][0]["tokens"] == [7, 8]


def test_word_segments_are_all_words_as_whisperx_writes_them(transcript: AttributedTranscript) -> None:
    words = rendered(transcript)["word_segments"]

    assert [(word["word"], word["speaker"]) for word in words] == [
        ("Good", "Ann Lee"),
        ("morning.", "Ann Lee"),
        ("Hi,", "SPEAKER_01"),
        ("Ann.", "SPEAKER_01"),
    ]


def test_speakers_have_label_name_and_figures(transcript: AttributedTranscript) -> None:
    assert rendered(transcript)["speakers"] == [
        {"label": "SPEAKER_00", "name": "Ann Lee", "match": None, "seconds": 1.5, "turns": 1, "words": 2},
        {"label": "SPEAKER_01", "name": "SPEAKER_01", "match": None, "seconds": 1.35, "turns": 1, "words": 2},
    ]


def test_turns_and_exclusive_turns_are_told_apart() -> None:
    diarization = Diarization((Turn(0, 4, "a"), Turn(1, 2, "b")), (Turn(0, 4, "a"),))

    document = rendered(attribute(Transcript(), diarization, name="talk", duration=4.0))

    assert document["turns"] == [
        {"start": 0, "end": 4, "speaker": "a", "speaker_label": "a", "channel": None},
        {"start": 1, "end": 2, "speaker": "b", "speaker_label": "b", "channel": None},
    ]
    assert document["exclusive_turns"] == [document["turns"][0]]


def test_transcript_says_what_made_it(transcript: AttributedTranscript) -> None:
    document = rendered(replace(transcript, warnings=("quiet",)))

    keys = ("schema_version", "name", "duration", "language", "engine", "diarization_model", "text", "warnings")
    assert [document[key] for key in keys] == [
        1,
        "talk",
        4.0,
        "en",
        "an engine",
        "a model",
        "Good morning. Hi, Ann.",
        ["quiet"],
    ]


def test_quality_is_what_the_diarizer_noticed(
    transcript: AttributedTranscript, plain_transcript: AttributedTranscript
) -> None:
    quality = Quality(speech=0.71249, overlap=0.0, snr=21.0004, rival_speakers=3)
    noticed = replace(transcript, diarization=replace(transcript.diarization, quality=quality))  # type: ignore[type-var]  # not None here

    assert rendered(noticed)["quality"] == {
        "speech": 0.712,
        "overlap": 0.0,
        "snr": 21.0,
        "rival_speakers": 3,
        "rival_margin": None,
    }
    assert rendered(plain_transcript)["quality"] is None


def test_without_a_diarization_speakers_are_null_and_there_are_no_turns(plain_transcript: AttributedTranscript) -> None:
    document = rendered(plain_transcript)

    assert [segment["speaker"] for segment in document["segments"]] == [None, None]
    assert [document[key] for key in ("speakers", "turns", "exclusive_turns")] == [[], None, None]


def test_silence_has_no_segments_and_no_turns(silence: AttributedTranscript) -> None:
    document = rendered(silence)

    assert [document[key] for key in ("text", "segments", "word_segments", "speakers", "turns")] == ["", [], [], [], []]


def test_numbers_have_three_decimals() -> None:
    word = Word(0.12345, 1.98765, " Hi", 0.333333)
    transcript = attribute(
        Transcript((Segment(0.12345, 1.98765, " Hi", (word,)),)), None, name="talk", duration=2.00049
    )

    document = rendered(transcript)

    (shown,) = document["word_segments"]
    assert (shown["start"], shown["end"], shown["score"], document["duration"]) == (0.123, 1.988, 0.333, 2.0)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf], ids=str)
def test_what_is_not_a_number_is_null(number: float) -> None:
    transcript = attribute(Transcript((Segment(0, 1, " Hi", avg_logprob=number),)), None, name="talk", duration=1.0)

    assert rendered(transcript)["segments"][0]["avg_logprob"] is None


def test_numpy_numbers_are_numbers() -> None:
    word = Word(np.float32(0.5), np.float32(1), " Hi", np.float32(0.25))
    diarization = Diarization((Turn(np.float32(2), np.float32(3), "a"),))
    transcript = attribute(Transcript((Segment(0, 1, " Hi", (word,)),)), diarization, name="talk", duration=3.0)

    (shown,) = rendered(transcript)["word_segments"]

    assert (shown["start"], shown["score"], shown["gap"]) == (0.5, 0.25, 1.0)


def test_text_is_written_as_it_is_not_as_escapes() -> None:
    transcript = attribute(Transcript((Segment(0, 1, "你好"),)), None, name="talk", duration=1.0)

    assert '"text": "你好"' in Json().render(transcript)


@pytest.mark.parametrize("kind", ["transcript", "plain_transcript", "silence"])
def test_document_is_the_plain_values_of_the_transcript_and_a_version(
    kind: str, request: pytest.FixtureRequest
) -> None:
    transcript = request.getfixturevalue(kind)

    assert rendered(transcript) == {"schema_version": 1, **transcript.to_dict()}
