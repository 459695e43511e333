"""What the user asked for."""

import pytest

from whisper_diarize.errors import OptionError
from whisper_diarize.records import SpeakerCount


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        pytest.param({"num": 0}, "the number of speakers must be at least 1, not 0", id="none"),
        pytest.param(
            {"minimum": -1}, "the minimum number of speakers must be at least 1, not -1", id="negative minimum"
        ),
        pytest.param({"maximum": 0}, "the maximum number of speakers must be at least 1, not 0", id="maximum of none"),
        pytest.param({"minimum": 3, "maximum": 2}, "at least 3 and at most 2 speakers is impossible", id="crossed"),
        pytest.param({"num": 4, "maximum": 3}, "a number of 4 speakers contradicts", id="number above the maximum"),
        pytest.param({"num": 1, "minimum": 2}, "a number of 1 speakers contradicts", id="number below the minimum"),
    ],
)
def test_count_that_is_impossible_is_refused(given: dict[str, int], fault: str) -> None:
    with pytest.raises(OptionError, match=fault):
        SpeakerCount(**given)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({}, id="nothing known"),
        pytest.param({"num": 2, "minimum": 2, "maximum": 2}, id="all the same"),
        pytest.param({"num": 3, "maximum": 5}, id="number below the maximum"),
        pytest.param({"minimum": 2}, id="minimum only"),
    ],
)
def test_count_that_is_possible_is_taken(given: dict[str, int]) -> None:
    count = SpeakerCount(**given)

    assert {name: getattr(count, name) for name in given} == given


def test_least_number_to_look_for_is_one_if_nothing_is_known() -> None:
    assert (SpeakerCount().low, SpeakerCount(minimum=2).low) == (1, 2)
