import pytest
from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.cli.naming import output_names


@given(st.lists(st.sampled_from(["a.wav", "x/a.wav", "a-2.wav", "a.b.wav", "-", "a.mp3", "a-3.mp3"]), max_size=8))
def test_names_are_never_the_same_twice(sources: list[str]) -> None:
    names = output_names(sources)
    assert len(names) == len(sources)
    assert len(set(names)) == len(names)


def test_wanted_name_is_numbered_for_several_recordings() -> None:
    assert output_names(["a.wav", "b.wav"], "talk") == ["talk", "talk-2"]


def test_number_that_another_recording_bears_is_passed_over() -> None:
    assert output_names(["a/talk.wav", "b/talk.wav", "talk-2.wav"]) == ["talk", "talk-3", "talk-2"]


@pytest.mark.parametrize(
    ("sources", "names"),
    [
        (["a/Talk.wav", "b/talk.wav"], ["Talk", "talk-2"]),
        (["a/caf\u00e9.wav", "b/cafe\u0301.wav"], ["caf\u00e9", "cafe\u0301-2"]),
        (["a/STRASSE.wav", "b/stra\u00dfe.wav", "strasse-2.wav"], ["STRASSE", "stra\u00dfe-3", "strasse-2"]),
    ],
    ids=["case", "composed and decomposed", "folded"],
)
def test_names_that_are_one_file_on_some_disks_are_told_apart(sources: list[str], names: list[str]) -> None:
    assert output_names(sources) == names
