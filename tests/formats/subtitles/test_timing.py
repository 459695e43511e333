"""How long cues are shown."""

from typing import Any

import pytest

from whisper_diarize.formats.subtitles import SubtitleOptions
from whisper_diarize.formats.subtitles.timing import Showing, show


def shown(*spoken: Any, until: float | None = None, **options: Any) -> list[Any]:
    return show([Showing(*cue) for cue in spoken], SubtitleOptions(**options), until=until)  # type: ignore[arg-type]  # a fake, or what is to be refused


@pytest.mark.parametrize(
    ("spoken", "times"),
    [
        pytest.param([(0, 2000, "a", 10)], [(0, 2000)], id="as long as it is spoken"),
        pytest.param([(0, 1000, "a", 34)], [(0, 2000)], id="as long as it takes to read"),
        pytest.param([(0, 100, "a", 2)], [(0, 833)], id="long enough to be noticed"),
        pytest.param([(0, 9000, "a", 2)], [(0, 7000)], id="no longer than seven seconds"),
        pytest.param([(0, 1000, "a", 34), (1500, 3000, "a", 9)], [(0, 1417), (1500, 3000)], id="until the next"),
        pytest.param([(0, 1000, "a", 9), (1000, 3000, "b", 9)], [(0, 917), (1000, 3000)], id="two frames between"),
        pytest.param([(0, 500, "a", 9), (500, 3000, "b", 9)], [(0, 500), (500, 3000)], id="no frames of a short one"),
        pytest.param([(0, 2000, "a", 9), (1000, 3000, "b", 9)], [(0, 2000), (1000, 3000)], id="people overlap"),
        pytest.param([(0, 2000, "a", 9), (1000, 3000, "a", 9)], [(0, 917), (1000, 3000)], id="nobody overlaps himself"),
        pytest.param([(500, 500, "a", 9), (500, 500, "a", 9)], [(500, 600), (600, 1433)], id="words without length"),
    ],
)
def test_cue_is_shown(spoken: list[tuple[int, int, str, int]], times: list[tuple[int, int]]) -> None:
    found = shown(*spoken)

    assert found == times


def test_cue_does_not_stay_after_the_end_of_the_recording() -> None:
    assert shown((0, 100, "a", 40), until=300) == [(0, 300)]


def test_reading_speed_can_be_set() -> None:
    assert shown((0, 100, "a", 40), reading_speed=10.0) == [(0, 4000)]
