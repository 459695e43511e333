"""Names laid over labels, and two speakers who are one."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.fakes.optional import present
from whisper_diarize.errors import OptionError
from whisper_diarize.records import AttributedTranscript, Speaker, Turn
from whisper_diarize.review import find_speaker, merge, rename


def test_name_is_laid_over_the_label(talk: AttributedTranscript) -> None:
    renamed = rename(talk, {"A": " Ann "})

    assert renamed.speakers == (Speaker("A", "Ann"), Speaker("B", "B"))
    assert renamed.segments == talk.segments


def test_blank_name_is_the_label_again(talk: AttributedTranscript) -> None:
    assert rename(rename(talk, {"A": "Ann"}), {"A": " "}).speakers == talk.speakers


@pytest.mark.parametrize("text", ["A", "Ann"])
def test_speaker_is_found_by_label_and_by_name(talk: AttributedTranscript, text: str) -> None:
    assert find_speaker(rename(talk, {"A": "Ann"}), text) == "A"


def test_label_counts_before_a_name(talk: AttributedTranscript) -> None:
    assert find_speaker(rename(talk, {"A": "B"}), "B") == "B"


def test_name_of_two_speakers_is_refused(talk: AttributedTranscript) -> None:
    with pytest.raises(OptionError, match="2 speakers are called 'X'; say which: A, B"):
        find_speaker(rename(talk, {"A": "X", "B": "X"}), "X")


@pytest.mark.parametrize(
    "edit", [lambda t: rename(t, {"C": "x"}), lambda t: merge(t, "C", "A"), lambda t: find_speaker(t, "C")]
)
def test_speaker_that_is_not_there_is_refused(talk: AttributedTranscript, edit: Callable[..., object]) -> None:
    with pytest.raises(OptionError, match="there is no speaker 'C'; there is: A, B"):
        edit(talk)


def test_merged_speaker_is_gone_from_words_segments_turns_and_voices(talk: AttributedTranscript) -> None:
    voices = {"A": np.zeros(2), "B": np.ones(2)}
    merged = merge(replace(talk, diarization=replace(present(talk.diarization), embeddings=voices)), "B", "A")  # type: ignore[arg-type]  # a fake, or what is to be refused

    assert {segment.speaker for segment in merged.segments} == {"A"}
    assert {word.speaker for word in merged.words} == {"A"}
    assert merged.speakers == (Speaker("A", "A"),)
    assert list(present(merged.diarization).embeddings) == ["A"]


def test_turns_of_merged_speakers_that_touch_are_one(talk: AttributedTranscript) -> None:
    turns = (Turn(0, 2, "A"), Turn(1, 4, "B"), Turn(4, 5, "A"), Turn(6, 7, "B"), Turn(1, 7, "C"))
    merged = merge(replace(talk, diarization=replace(present(talk.diarization), turns=turns)), "B", "A")

    assert present(merged.diarization).turns == (Turn(0, 5, "A"), Turn(1, 7, "C"), Turn(6, 7, "A"))


def test_speaker_is_not_merged_with_itself(talk: AttributedTranscript) -> None:
    with pytest.raises(OptionError, match="'A' cannot be merged with itself"):
        merge(talk, "A", "A")


def test_merged_speaker_is_gone_from_rivals_and_from_those_who_talk_at_the_same_time(
    talk: AttributedTranscript,
) -> None:
    first = talk.segments[0]
    words = (
        replace(first.words[0], runner_up="B", overlap=True, other_speakers=("B",)),
        replace(first.words[1], runner_up="C", overlap=True, other_speakers=("C", "B")),
        replace(first.words[2], speaker="C", runner_up="B", overlap=True, other_speakers=("A", "B")),
    )
    merged = merge(replace(talk, segments=(replace(first, words=words), *talk.segments[1:])), "B", "A")

    found = [(word.speaker, word.runner_up, word.overlap, word.other_speakers) for word in merged.segments[0].words]
    assert found == [("A", None, False, ()), ("A", "C", True, ("C",)), ("C", "A", True, ("A",))]
