import pytest

from tests.benchmarks.speed_sherpa import stages


def test_the_first_voice_took_as_long_as_the_others_and_segmentation_came_before() -> None:
    found = stages(start=10.0, embedded=[14.0, 15.0, 16.0], end=16.5)
    assert found == {"segmentation": 3.0, "embedding": 3.0, "clustering": 0.5}


def test_segmentation_never_takes_less_than_nothing() -> None:
    assert stages(start=10.0, embedded=[11.0, 15.0], end=15.0) == pytest.approx(
        {"segmentation": 0.0, "embedding": 5.0, "clustering": 0.0}
    )


@pytest.mark.parametrize("embedded", [[], [12.0]], ids=["none", "one"])
def test_of_fewer_than_two_voices_nothing_can_be_told_apart(embedded: list[float]) -> None:
    assert stages(start=10.0, embedded=embedded, end=13.0) == {"segmentation": 3.0}
