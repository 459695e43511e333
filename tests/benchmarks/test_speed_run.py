from pathlib import Path

from tests.benchmarks.speed_run import Report, Run, Settings, read_report, write_report
from whisper_diarize import Turn

SETTINGS = Settings(("talk.wav",), "bundled", 2, "a machine", {"mlx": "1.0"})


def run(contestant: str = "ours, exact", seconds: float = 60.0) -> Run:
    return Run(contestant, seconds, 1.0, 5.0, 9.0, {"embedding": 4.0}, 1000, (Turn(0.5, 2.0, "SPEAKER_00"),), 0.01)


def test_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    report = Report(SETTINGS, ["python -m tests.benchmarks.speed talk.wav"], [run(), run("sherpa-onnx")])
    write_report(report, tmp_path / "speed.json", {})
    assert read_report(tmp_path / "speed.json") == report


def test_repeats_are_those_of_one_contestant_on_one_length() -> None:
    first, second = run(), run()
    report = Report(SETTINGS, [], [first, run("sherpa-onnx"), run(seconds=120.0), second])
    assert report.of("ours, exact", 60.0) == [first, second]


def test_contestants_are_in_the_order_in_which_they_ran_and_lengths_ascend() -> None:
    report = Report(SETTINGS, [], [run("b", 120.0), run("a", 60.0), run("b", 60.0)])
    assert report.contestants == ["b", "a"]
    assert report.lengths == [60.0, 120.0]
