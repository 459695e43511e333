"""Records of other people's code are looked through before they are used."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from whisper_diarize import (
    AttributedTranscript,
    Audio,
    Diarization,
    SavedSpeech,
    Segment,
    Speaker,
    Transcript,
    Turn,
    Word,
)
from whisper_diarize.records import check_sound

ANY: Any = object()
WORD = Word(0.0, 1.0, " a")


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (Transcript((ANY,)), "a segment is a object, not a Segment"),
        (Transcript((Segment(0.0, 1.0, ANY),)), "the text of a segment is object, not text"),
        (Transcript((Segment(0.0, 1e300, " a"),)), "a time of 1e.300 s is more than any recording has"),
        (Transcript((), engine=ANY), "a language or engine is object, not text"),
        (Transcript((Segment(0.0, 1.0, " a", (WORD,)),), word_speakers=(ANY,)), "a speaker is object, not text"),
        (Transcript(ANY), "a part of it is missing or of another type"),
        (Diarization((Turn(0.0, 1.0, ANY),)), "a speaker is object, not text"),
        (Diarization((), embeddings={"a": ANY}), "a voice vector is no array of one axis"),
        (Diarization((), quality=ANY), "a quality is a object, not a Quality"),
        (AttributedTranscript((ANY,)), "a segment is a object, not a AttributedSegment"),
        (AttributedTranscript(speakers=(Speaker("a", ANY),)), "a name of a speaker is object, not text"),
        (AttributedTranscript(diarization=ANY), "a diarization is a object, not a Diarization"),
        (SavedSpeech((ANY,)), "a segment is a object, not a SavedSegment"),
        (Audio(np.zeros((2, 9), np.float32)), "its samples are no array of one axis in float32"),
        (Audio(np.zeros(9, np.float32), sample_rate=ANY), "its sample rate is no number of Hz"),
    ],
)
def test_a_part_of_another_type_is_told(record: object, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        check_sound(record)


@pytest.mark.parametrize(
    "record",
    [
        Transcript((Segment(0.0, 1.0, " a", (WORD,)),), "en", "x"),
        Diarization((Turn(0.0, 1.0, "a"),)),
        Audio(np.zeros(9, np.float32)),
        5,
    ],
    ids=["transcript", "diarization", "audio", "another"],
)
def test_what_is_right_passes(record: object) -> None:
    check_sound(record)
