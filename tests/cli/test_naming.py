from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from whisper_diarize.cli.naming import output_names


@given(st.lists(st.sampled_from(["a.wav", "x/a.wav", "a-2.wav", "a.b.wav", "-", "a.mp3", "a-3.mp3"]), max_size=8))
def test_names_are_never_the_same_twice(sources: Any) -> None:
    names = output_names(sources)
    assert len(names) == len(sources)
    assert len(set(names)) == len(names)


def test_wanted_name_is_numbered_for_several_recordings() -> None:
    assert output_names(["a.wav", "b.wav"], "talk") == ["talk", "talk-2"]


def test_number_that_another_recording_bears_is_passed_over() -> None:
    assert output_names(["a/talk.wav", "b/talk.wav", "talk-2.wav"]) == ["talk", "talk-3", "talk-2"]
