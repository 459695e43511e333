import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.benchmarks import speed
from tests.benchmarks.speed_contestants import Contestant, ContestantError
from tests.benchmarks.speed_run import Run
from whisper_diarize import Turn


@pytest.fixture
def raced(monkeypatch: pytest.MonkeyPatch, interview: Path) -> Callable[..., int]:
    """Run the command with contestants that only pretend."""

    def run(self: Contestant, *given: Any) -> Run:
        model, recording, warm_up, seconds, _threads = given
        if self.name == "ours, fast":
            raise ContestantError("out of breath")
        assert soundfile.info(recording).duration == seconds
        assert soundfile.info(warm_up).duration == 1
        assert (model / "config.json").exists()
        return Run(self.name, seconds, 0.1, seconds / 10, 1.0, {"rest": seconds / 10}, 10, (Turn(0, 1, "A"),))

    def race(*arguments: object) -> int:
        monkeypatch.setattr(sys, "argv", ["", str(interview), "--peers", "ours", *map(str, arguments)])
        return speed.main()

    monkeypatch.setattr(Contestant, "run", run)
    return race


def test_one_that_fails_is_named_once_and_the_others_go_on(
    raced: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert raced("--seconds", 2, 50, "--repeats", 2) == 1
    out, err = capsys.readouterr()
    assert err.count("ours, fast failed: out of breath") == 1
    assert err.count("ours, exact: 5.0 s") == 2
    assert "50 s of audio" in out


def test_json_has_raw_timings_and_what_they_come_to(raced: Callable[..., int], tmp_path: Path) -> None:
    raced("--seconds", 2, "--repeats", 2, "--json", tmp_path / "speed.json")
    written = json.loads((tmp_path / "speed.json").read_text())
    assert [run["wall"] for run in written["runs"]] == [0.2, 0.2]
    assert written["summary"]["2"][0]["wall"] == {"median": 0.2, "least": 0.2, "most": 0.2}
    assert written["commands"][0].startswith("python -m tests.benchmarks.speed ")


def test_appended_runs_count_as_repeats(raced: Callable[..., int], tmp_path: Path) -> None:
    for repeats in (1, 2):
        raced("--seconds", 2, "--repeats", repeats, "--json", tmp_path / "speed.json", "--append")
    assert json.loads((tmp_path / "speed.json").read_text())["summary"]["2"][0]["repeats"] == 3


def test_without_repeats_the_tables_are_written_again(raced: Callable[..., int], tmp_path: Path) -> None:
    raced("--seconds", 2, "--repeats", 1, "--json", tmp_path / "speed.json")
    assert raced("--repeats", 0, "--json", tmp_path / "speed.json", "--append", "--markdown", tmp_path / "t.md") == 0
    assert "| ours, exact | 0.20 |" in (tmp_path / "t.md").read_text()


def test_runs_made_in_another_way_are_not_mixed(raced: Callable[..., int], tmp_path: Path) -> None:
    raced("--seconds", 2, "--repeats", 1, "--json", tmp_path / "speed.json")
    with pytest.raises(SystemExit, match="its runs were made in another way"):
        raced("--seconds", 2, "--width", 32, "--json", tmp_path / "speed.json", "--append")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--peers", "whisper"), "there is no whisper; there is: ours, pyannote, sherpa"),
        (("--threads", 0), "--threads must be at least 1"),
        (("--seconds", 0), "--seconds above 0"),
        (("--append",), "--append needs --json"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_cannot_be_is_refused(
    arguments: tuple[int | str, ...], message: str, raced: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        raced(*arguments)
    assert message in capsys.readouterr().err


def test_a_model_that_is_not_there_is_one_line(raced: Callable[..., int]) -> None:
    with pytest.raises(SystemExit, match="error: there is no diarization model 'nothing'"):
        raced("--model", "nothing")


def test_recordings_are_joined_and_repeated_to_the_length_that_is_wanted(tmp_path: Path, interview: Path) -> None:
    joined = speed.join([interview, interview])
    path = speed.write(tmp_path / "long.wav", joined, 100)
    samples, rate = soundfile.read(path, dtype="float32")
    assert len(samples) == 100 * rate
    np.testing.assert_array_equal(samples[len(joined) :], samples[: len(samples) - len(joined)])
