import pytest

from tests.benchmarks.speed_run import Report, Run, Settings
from tests.benchmarks.speed_summary import Row, Spread, summarise
from whisper_diarize import Turn

SETTINGS = Settings(("talk.wav",), "bundled", 2, "a machine", {})
TURNS = (Turn(0.0, 6.0, "A"), Turn(6.0, 10.0, "B"))


def run(
    contestant: str,
    wall: float,
    stages: dict[str, float] | None = None,
    turns: tuple[Turn, ...] = TURNS,
    peak: int = 1000,
) -> Run:
    return Run(contestant, 60.0, 1.0, wall, 2 * wall, stages or {"embedding": wall}, peak, turns)


def rows(*runs: Run) -> dict[str, Row]:
    return {row.contestant: row for row in summarise(Report(SETTINGS, [], list(runs)))[60.0]}


def test_time_is_the_median_of_the_repeats_with_the_least_and_the_most() -> None:
    row = rows(run("ours, exact", 5.0), run("ours, exact", 3.0), run("ours, exact", 4.0))["ours, exact"]
    assert row.wall == Spread(4.0, 3.0, 5.0)
    assert row.cpu == Spread(8.0, 6.0, 10.0)
    assert (row.repeats, row.speed) == (3, 15.0)


def test_ratios_are_to_both_of_our_modes() -> None:
    found = rows(run("ours, exact", 10.0), run("ours, fast", 2.0), run("sherpa-onnx", 30.0))
    assert found["sherpa-onnx"].ratios == {"ours, exact": 3.0, "ours, fast": 15.0}
    assert found["ours, fast"].ratios == {"ours, exact": 0.2, "ours, fast": 1.0}


def test_without_ours_there_are_no_ratios() -> None:
    assert rows(run("sherpa-onnx", 30.0))["sherpa-onnx"].ratios == {}


def test_memory_is_that_of_the_largest_repeat() -> None:
    assert rows(run("sherpa-onnx", 1.0, peak=5), run("sherpa-onnx", 1.0, peak=7))["sherpa-onnx"].peak == 7


def test_stages_are_medians_and_those_not_measured_stay_out() -> None:
    found = rows(
        run("sherpa-onnx", 9.0, {"segmentation": 3.0, "rest": 1.0}),
        run("sherpa-onnx", 9.0, {"segmentation": 5.0, "rest": 2.0}),
    )
    assert found["sherpa-onnx"].stages == {"segmentation": 4.0, "rest": 1.5}


def test_der_is_against_the_turns_of_pyannote() -> None:
    found = rows(
        run("ours, exact", 1.0, turns=(Turn(0.0, 5.0, "X"), Turn(5.0, 10.0, "Y"))),
        run("pyannote.audio, batch 32", 1.0),
        run("pyannote.audio, batch 1", 1.0),
    )
    assert found["ours, exact"].der == pytest.approx(0.1)  # one second of ten has the wrong speaker
    assert found["pyannote.audio, batch 1"].der == 0


def test_without_pyannote_there_is_no_der() -> None:
    assert rows(run("ours, exact", 1.0))["ours, exact"].der is None


def test_speakers_are_counted() -> None:
    assert rows(run("ours, exact", 1.0))["ours, exact"].speakers == 2
