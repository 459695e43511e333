"""Words and turns of channels become one transcript: by time, and no word leaves its channel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from whisper_diarize.attribution import Side, as_said_by_side, attribute, in_channel, merged, of_side, with_side
from whisper_diarize.records import AttributedTranscript, Diarization, Quality, Segment, Transcript, Turn, Word


def transcript(*words: tuple[float, float, str]) -> Transcript:
    spoken = tuple(Word(start, end, f" {text}") for start, end, text in words)
    text = "".join(word.text for word in spoken)
    segment = Segment(spoken[0].start, spoken[-1].end, text, spoken, tokens=(1, 2))
    return Transcript((segment,), language="en", engine="fake")


def said(channel: int, *words: tuple[float, float, str], name: str = "") -> tuple[AttributedTranscript, Side]:
    side = Side(channel, name)
    return as_said_by_side(in_channel(transcript(*words), channel), side), side


def merge(*parts: tuple[AttributedTranscript, Side]) -> AttributedTranscript:
    return merged([part for part, _ in parts], [side for _, side in parts])


AGENT = said(0, (0.0, 0.5, "How"), (0.5, 1.0, "can"), (4.0, 4.5, "So"))
CALLER = said(1, (0.8, 1.2, "Hi"), (1.5, 2.0, "there"))


def test_words_are_in_order_of_time_and_bear_their_channel() -> None:
    result = merge(AGENT, CALLER)

    found = [(segment.text, segment.speaker, segment.segment.channel) for segment in result.segments]
    assert found == [("How can", "CH0", 0), ("Hi there", "CH1", 1), ("So", "CH0", 0)]
    assert {word.word.channel for word in result.segments[1].words} == {1}


def test_segment_is_cut_only_where_another_channel_begins_to_talk() -> None:
    alone = merge(AGENT)

    assert [segment.text for segment in alone.segments] == ["How can So"]
    assert alone.segments[0].segment.tokens == (1, 2)


def test_overlap_is_kept_and_marked_on_both_sides() -> None:
    result = merge(AGENT, CALLER)

    marked = [(word.text, word.other_speakers) for word in result.words if word.overlap]
    assert marked == [(" can", ("CH1",)), (" Hi", ("CH0",))]


def test_a_channel_is_its_one_speaker_and_bears_the_name_that_was_given() -> None:
    result = merge(said(1, (0, 1, "Yes"), name="Caller"), said(0, (2, 3, "No")))

    assert [(speaker.label, speaker.name) for speaker in result.speakers] == [("CH1", "Caller"), ("CH0", "CH0")]
    assert {word.reason for word in result.words} == {"channel"}
    assert [(turn.speaker, turn.channel) for turn in result.diarization.turns] == [("CH1", 1), ("CH0", 0)]  # type: ignore[union-attr]


def diarized(channel: int, *turns: Turn, name: str = "") -> tuple[AttributedTranscript, Side]:
    side = Side(channel, name)
    found = of_side(Diarization(turns, embeddings={"SPEAKER_00": np.ones(2, np.float32)}, model="fake"), side)
    spoken = in_channel(transcript((0.0, 1.0, "one"), (20.0, 21.0, "two")), channel)
    return with_side(attribute(spoken, found), side), side


def test_voices_of_a_channel_are_told_apart() -> None:
    part = diarized(1, Turn(0, 9, "SPEAKER_00"), Turn(19, 28, "SPEAKER_01"), name="Desk")

    result = merge(part)

    assert [word.speaker for word in result.words] == ["CH1_SPEAKER_00", "CH1_SPEAKER_01"]
    assert [speaker.name for speaker in result.speakers] == ["Desk 1", "Desk 2"]
    assert set(result.diarization.embeddings) == {"CH1_SPEAKER_00"}  # type: ignore[union-attr]


def test_voice_that_hardly_talks_makes_no_second_speaker() -> None:
    result = merge(diarized(1, Turn(0, 60, "SPEAKER_00"), Turn(19, 22, "SPEAKER_01")))

    assert [speaker.label for speaker in result.speakers] == ["CH1"]
    assert [(turn.start, turn.end) for turn in result.diarization.turns] == [(0, 60)]  # type: ignore[union-attr]


def test_words_without_any_turn_in_their_channel_are_still_of_that_channel() -> None:
    result = merge(diarized(0), said(1, (0, 30, "on and on")))

    assert [word.speaker for word in result.words if word.word.channel == 0] == ["CH0", "CH0"]


def test_voices_of_a_channel_that_is_alone_keep_their_labels() -> None:
    found = Diarization((Turn(0, 9, "SPEAKER_00"), Turn(19, 28, "SPEAKER_01")))

    assert of_side(found, Side(0), alone=True).speakers == ("SPEAKER_00", "SPEAKER_01")


@pytest.mark.parametrize(("ratios", "expected"), [((20.0, 9.0), 9.0), ((None, 5.0), 5.0), ((None, None), None)])
def test_noise_of_the_worst_channel_counts(ratios: tuple[float | None, ...], expected: float | None) -> None:
    parts = [diarized(number, Turn(0, 9, "SPEAKER_00")) for number in range(2)]
    noisy = [
        (replace(part, diarization=replace(part.diarization, quality=Quality(snr=ratio))), side)  # type: ignore[type-var]
        for (part, side), ratio in zip(parts, ratios, strict=True)
    ]

    assert merge(*noisy).quality == Quality(snr=expected)
