"""Audacity's labels and Praat's TextGrid."""

from collections.abc import Callable
from pathlib import Path

import pytest
import textgrid

from whisper_diarize.formats import Audacity, TextGrid
from whisper_diarize.records import AttributedTranscript


@pytest.fixture
def read(tmp_path: Path) -> Callable[[AttributedTranscript], dict[str, list[tuple[float, float, str]]]]:
    def read(transcript: AttributedTranscript) -> dict[str, list[tuple[float, float, str]]]:
        path = tmp_path / "talk.TextGrid"
        path.write_text(TextGrid().render(transcript), encoding="utf-8")
        return {
            tier.name: [(interval.minTime, interval.maxTime, interval.mark) for interval in tier]
            for tier in textgrid.TextGrid.fromFile(str(path))
        }

    return read


def test_label_has_times_name_and_text(transcript: AttributedTranscript) -> None:
    assert Audacity().render(transcript) == (
        "0.000\t1.200\tAnn Lee: Good morning.\n2.000\t3.000\tSPEAKER_01: Hi, Ann.\n"
    )


def test_label_without_a_speaker_is_the_text(plain_transcript: AttributedTranscript) -> None:
    assert Audacity().render(plain_transcript).splitlines()[0] == "0.000\t1.200\tGood morning."


def test_textgrid_has_two_tiers_a_speaker_that_cover_the_recording(
    transcript: AttributedTranscript, read: Callable[[AttributedTranscript], dict[str, list[tuple[float, float, str]]]]
) -> None:
    assert read(transcript) == {
        "Ann Lee": [(0, 1.2, "Good morning."), (1.2, 4, "")],
        "Ann Lee - words": [(0, 0.5, "Good"), (0.5, 1.2, "morning."), (1.2, 4, "")],
        "SPEAKER_01": [(0, 2, ""), (2, 3, "Hi, Ann."), (3, 4, "")],
        "SPEAKER_01 - words": [(0, 2, ""), (2, 2.4, "Hi,"), (2.4, 3, "Ann."), (3, 4, "")],
    }


def test_textgrid_has_no_words_where_they_have_no_times(
    plain_transcript: AttributedTranscript,
    read: Callable[[AttributedTranscript], dict[str, list[tuple[float, float, str]]]],
) -> None:
    assert list(read(plain_transcript)) == ["unknown"]


def test_two_speakers_of_one_name_have_tiers_of_their_own(
    say: Callable[..., AttributedTranscript],
    read: Callable[[AttributedTranscript], dict[str, list[tuple[float, float, str]]]],
) -> None:
    transcript = say((0, 1, "a", "One"), (1, 2, "b", "Two")).with_names(("Ann", "Ann"))
    assert list(read(transcript)) == ["Ann", "Ann 2"]


def test_interval_ends_where_the_next_begins(
    say: Callable[..., AttributedTranscript],
    read: Callable[[AttributedTranscript], dict[str, list[tuple[float, float, str]]]],
) -> None:
    assert read(say((0, 5, "a", "One"), (2, 60, "a", "Two"))) == {"a": [(0, 2, "One"), (2, 60, "Two")]}


def test_words_at_one_moment_are_all_there(
    say: Callable[..., AttributedTranscript],
    read: Callable[[AttributedTranscript], dict[str, list[tuple[float, float, str]]]],
) -> None:
    (tier,) = read(say((1, 1, "a", "One"), (1, 1, "a", "Two"))).values()
    assert [mark for *_, mark in tier] == ["", "One", "Two", ""]


def test_quotation_marks_are_read_back(
    say: Callable[..., AttributedTranscript],
    read: Callable[[AttributedTranscript], dict[str, list[tuple[float, float, str]]]],
) -> None:
    assert read(say((0, 60, "a", 'say "hi"'))) == {"a": [(0, 60, 'say "hi"')]}


def test_silence_is_an_empty_tier(
    silence: AttributedTranscript, read: Callable[[AttributedTranscript], dict[str, list[tuple[float, float, str]]]]
) -> None:
    assert read(silence) == {"unknown": [(0, 4, "")]}
