from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from whisper_diarize_live.labels import StableLabels, match, shared_seconds

from whisper_diarize import Turn


def test_people_are_numbered_as_they_are_first_heard() -> None:
    labels = StableLabels()
    labels.follow([Turn(5, 6, "X"), Turn(0, 2, "Y")])
    assert labels.named == {"Y": "SPEAKER_00", "X": "SPEAKER_01"}


def test_labels_follow_people_whatever_the_diarizer_calls_them() -> None:
    labels = StableLabels()
    labels.follow([Turn(0, 2, "A"), Turn(3, 6, "B")])
    labels.follow([Turn(0, 2, "B"), Turn(3, 6, "A"), Turn(7, 9, "C")])
    assert labels.named == {"B": "SPEAKER_00", "A": "SPEAKER_01", "C": "SPEAKER_02"}


def test_a_speaker_who_was_two_keeps_the_label_with_more_time() -> None:
    labels = StableLabels()
    labels.follow([Turn(0, 2, "A"), Turn(3, 9, "B")])
    labels.follow([Turn(0, 2, "A"), Turn(3, 9, "A")])
    assert labels.named == {"A": "SPEAKER_01"}


def test_a_label_is_never_given_to_another_person_later() -> None:
    labels = StableLabels()
    labels.follow([Turn(0, 2, "A"), Turn(3, 9, "B")])
    labels.follow([Turn(0, 9, "A")])
    labels.follow([Turn(0, 9, "A"), Turn(20, 22, "B")])
    assert labels.named["B"] == "SPEAKER_02"


TURNS = st.lists(
    st.builds(
        lambda start, length, speaker: Turn(start, start + length, speaker),
        st.floats(0, 50),
        st.floats(0, 9),
        st.sampled_from("ABC"),
    ),
    max_size=12,
)


@given(TURNS, TURNS)
def test_shared_seconds_are_those_of_every_pair(one: list[Turn], other: list[Turn]) -> None:
    expected: dict[tuple[str, str], float] = {}
    for turn in one:
        for shown in other:
            seconds = min(turn.end, shown.end) - max(turn.start, shown.start)
            if seconds > 0:
                key = turn.speaker, shown.speaker
                expected[key] = expected.get(key, 0.0) + seconds
    found = shared_seconds(one, other)
    assert found.keys() == expected.keys()
    assert all(abs(found[key] - expected[key]) < 1e-9 for key in expected)


@given(TURNS, TURNS)
def test_no_two_speakers_have_one_label(one: list[Turn], other: list[Turn]) -> None:
    named = match(shared_seconds(one, other))
    assert len(set(named.values())) == len(named)
