"""The doctor's own filterbank: tables known on paper, and no constant of the code under test."""

import ast
from pathlib import Path

import numpy as np
import pytest

import whisper_diarize.doctor
from whisper_diarize.doctor.filterbank import FFT_LENGTH, Settings, cosine_window, log_mel, mel_table, to_mel

DOCTOR = Path(whisper_diarize.doctor.__file__).parent
SOURCES = sorted(path.name for start in ("filterbank", "plain", "mistakes") for path in DOCTOR.glob(f"{start}*.py"))


def test_thousand_hertz_are_about_a_thousand_mel() -> None:
    assert to_mel(1000.0) == pytest.approx(1000.0, abs=0.1)


def test_each_bin_between_the_centres_is_shared_by_two_filters() -> None:
    table = mel_table()
    middle = table[(table > 0).sum(axis=1) == 2]
    assert len(middle) > 200
    np.testing.assert_allclose(middle.sum(axis=1), 1)


def test_every_filter_has_a_bin_and_none_is_below_20_hertz() -> None:
    table = mel_table()
    assert table.shape == (FFT_LENGTH // 2, 80)
    assert (table.max(axis=0) > 0).all()
    assert not table[0].any()


@pytest.mark.parametrize(("name", "edge"), [("hamming", 0.08), ("hann", 0), ("povey", 0), ("", 1)])
def test_windows_are_known_at_their_edges(name: str, edge: float) -> None:
    window = cosine_window(name)
    assert window[[0, -1]] == pytest.approx([edge, edge])
    assert window[199:201] == pytest.approx([1, 1], abs=1e-4)


def test_poveys_window_is_a_power_of_hanns() -> None:
    assert cosine_window("povey")[100] == pytest.approx(cosine_window("hann")[100] ** 0.85)


def test_a_tone_is_loudest_in_the_filter_of_its_frequency() -> None:
    tone = np.sin(2 * np.pi * 1000 * np.arange(16_000) / 16_000)[None]
    centres = np.linspace(to_mel(20.0), to_mel(8000.0), 82)[1:-1]
    loudest = log_mel(tone, Settings(centred=False))[0].mean(axis=0).argmax()
    assert abs(centres[loudest] - to_mel(1000.0)) < centres[1] - centres[0]


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_comes_from_the_code_under_test(name: str) -> None:
    tree = ast.parse((DOCTOR / name).read_text())
    modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {module for module in modules if module.startswith("whisper_diarize.")}
