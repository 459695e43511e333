"""The table of kinds, on a tiny corpus that does not show how good the model is."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from whisper_diarize_train import corpus, held_out, noises
from whisper_diarize_train.corpus import split_of
from whisper_diarize_train.dialogues import DialogueScore

from tests.benchmarks import kinds, kinds_cases
from tests.benchmarks.kinds import Scored, cells
from tests.benchmarks.kinds_cases import KINDS, draw_kind, spread

RATE = 16000


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two buzzing test speakers of a set, 3 s each, as `whisper-diarize train prepare` writes them."""
    folder, out = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("data")
    names = [name for number in range(200) if split_of("set", name := f"speaker{number}") == "test"][:2]
    seconds = np.arange(3 * RATE) / RATE
    for place, name in enumerate(names):
        buzz = sum(np.sin(2 * np.pi * (90 + 80 * place) * k * seconds) / k for k in range(1, 12))
        soundfile.write(folder / f"{name}.flac", 0.1 * buzz * (seconds % 1.0 < 0.8), RATE)
    with (folder / "manifest.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("set", "speaker", "path"), *(("set", name, f"{name}.flac") for name in names)])
    corpus.prepare(folder, out)
    return out


@pytest.fixture(autouse=True)
def short_clips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_out, "MIN_SECONDS_OF_SPEECH", 1.0)


def test_long_silences_lie_between_stretches_of_talk() -> None:
    turns = spread(0.75)(3, 24000, np.random.default_rng(0))

    talking = np.zeros(26000, dtype=bool)
    for turn in turns:
        talking[turn.start : turn.start + turn.num_frames] = True
    edges = np.flatnonzero(np.diff(talking.astype(int), prepend=0, append=0)).reshape(-1, 2)
    silences = edges[1:, 0] - edges[:-1, 1]
    assert 0.12 < talking[:24000].mean() < 0.28
    assert (silences > 500).sum() >= 2
    assert turns == sorted(turns, key=lambda turn: turn.start)


def test_a_recording_is_the_same_however_many_are_drawn(data: Path) -> None:
    clips = corpus.load(data)

    (alone,) = draw_kind(clips, "short", 1, seed=1)
    first, other = draw_kind(clips, "short", 2, seed=1)

    np.testing.assert_array_equal(alone.audio.array, first.audio.array)
    assert alone.turns == first.turns
    assert (first.num_speakers, other.num_speakers) == (1, 2)
    assert (first.audio.duration, other.audio.duration) == (5.0, 5.0)


def test_every_kind_has_its_voices_and_its_length(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noises, "SYNTHETIC_SECONDS", 3)
    monkeypatch.setattr(
        kinds_cases, "KINDS", {name: replace(kind, seconds=(40.0, 50.0)) for name, kind in KINDS.items()}
    )
    clips = corpus.load(data)
    drawn = {name: next(draw_kind(clips, name, 1, seed=2)) for name in ("one", "silent", "music", "telephone")}

    shares = {name: sum(turn.duration for turn in case.turns) / case.audio.duration for name, case in drawn.items()}
    assert all(case.num_speakers == KINDS[name].num_speakers[0] for name, case in drawn.items())
    assert all(40 <= case.audio.duration <= 50 for case in drawn.values())
    assert shares["silent"] < 0.35 < shares["one"]
    assert np.abs(drawn["music"].audio.array).max() < 1


def test_a_number_that_does_harm_is_counted() -> None:
    def scored(*errors: float) -> Scored:
        return Scored(tuple(DialogueScore(10.0, 0.0, 0.0, error, 1, 1, 0) for error in errors), true=2, found=3)

    row = cells([scored(1.0, 2.0, 1.0, 1.0), scored(1.0, 0.0, 1.05, 1.0)])

    assert row == ["10.0", "0.0", "0.0", "10.0", "3.0 of 2.0", "2 of 2", "10.0", "10.2", "10.0", "1 of 2"]


def test_the_command_measures_and_puts_its_table_between_the_marks_of_the_page(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{kinds.START}\nold\n{kinds.END}\nafter\n")
    monkeypatch.setattr(kinds, "PAGES", (page,))

    assert kinds.main(["--data", str(data), "--kind", "short", "--quick", "--write"]) == 0

    assert "| 5 s: 1, 0 min | bundled | " in capsys.readouterr().out
    written = page.read_text()
    assert "| 5 s: 1, 0 min | bundled | " in written
    assert "old" not in written


def test_an_unknown_kind_is_one_line(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert kinds.main(["--data", str(data), "--kind", "opera"]) == 1
    assert capsys.readouterr().out.startswith("error: there is no kind of recording 'opera'; there is: children,")
