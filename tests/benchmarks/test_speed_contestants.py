from pathlib import Path

import pytest
import soundfile

from tests.benchmarks import speed_contestants
from tests.benchmarks.speed_contestants import Contestant, ContestantError, present
from tests.benchmarks.speed_run import STAGES
from whisper_diarize import diarize
from whisper_diarize.models import bundled_directory

pytestmark = pytest.mark.slow


@pytest.fixture
def clip(interview: Path, tmp_path: Path) -> Path:
    samples, rate = soundfile.read(interview, dtype="int16", frames=3 * 16_000)
    soundfile.write(tmp_path / "clip.wav", samples, rate)
    return tmp_path / "clip.wav"


def test_our_run_measures_every_stage_and_finds_our_turns(clip: Path) -> None:
    exact = Contestant("ours, exact", "ours", "exact")
    run = exact.run(bundled_directory(), clip, clip, 3.0, threads=1)
    assert run.contestant == "ours, exact"
    assert set(run.stages) == set(STAGES)
    assert sum(run.stages.values()) == pytest.approx(run.wall)
    assert run.turns == diarize(clip, model="bundled").turns


def test_a_run_that_fails_says_why_in_one_line(clip: Path, tmp_path: Path) -> None:
    contestant = Contestant("ours, exact", "ours", "exact")
    with pytest.raises(ContestantError, match=r"neither config.json nor a pipeline's config.yaml$"):
        contestant.run(tmp_path, clip, clip, 3.0, threads=1)


def test_a_peer_that_is_not_installed_is_left_out_with_a_line_that_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(speed_contestants, "installed", lambda package: package != "sherpa_onnx")
    names = [contestant.name for contestant in present(["ours", "sherpa"])]
    assert names == ["ours, exact", "ours, fast"]
    assert capsys.readouterr().err == "sherpa is left out: sherpa_onnx not installed (make speed does it)\n"


@pytest.mark.parametrize(("package", "there"), [("json.decoder", True), ("json.nothing", False), ("no.such", False)])
def test_a_package_is_found_with_what_it_is_a_part_of(package: str, there: bool) -> None:
    assert speed_contestants.installed(package) is there
