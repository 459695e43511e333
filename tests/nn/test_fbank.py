import mlx.core as mx
import numpy as np
import pytest

from tests.fakes.rounding import gamma
from tests.nn import definitions
from whisper_diarize.nn.fbank import Fbank, num_fbank_frames


@pytest.fixture(scope="module")
def fbank() -> Fbank:
    return Fbank()


@pytest.mark.parametrize(("samples", "frames"), [(400, 1), (559, 1), (560, 2), (160_000, 998), (399, 0)])
def test_only_whole_frames_are_kept(samples: int, frames: int) -> None:
    assert num_fbank_frames(samples) == frames


def test_shape_is_batch_frames_bins(fbank: Fbank) -> None:
    assert fbank(mx.zeros((2, 16_000))).shape == (2, 98, 80)


@pytest.mark.parametrize("level", [0.0, 0.3], ids=["silence", "constant"])
def test_nothing_is_left_of_silence_and_of_a_constant(fbank: Fbank, level: float) -> None:
    found = fbank.energies(mx.full((1, 1600), level))
    rounding = gamma(found.shape[1]) * float(mx.abs(found).max())  # of the mean over frames
    np.testing.assert_allclose(np.array(fbank(mx.full((1, 1600), level))), 0, atol=rounding)


def test_every_bin_has_mean_0_over_the_window(fbank: Fbank) -> None:
    noise = mx.array(np.random.default_rng(0).normal(0, 0.1, (1, 16_000)).astype(np.float32))
    energies = np.array(fbank.energies(noise))
    rounding = 2 * gamma(energies.shape[1]) * np.abs(energies).max()  # of the mean, and of its subtraction
    np.testing.assert_allclose(np.array(fbank(noise)).mean(axis=1), 0, atol=rounding)


@pytest.mark.parametrize("level", [1.0, 0.25, 0.1])
def test_energies_are_those_of_the_equations_at_any_level(fbank: Fbank, level: float) -> None:
    noise = (level * np.random.default_rng(0).normal(0, 0.1, 16_000)).astype(np.float32)
    expected, rounding = definitions.fbank(noise, np.array(fbank.window), np.array(fbank.mel))
    assert (np.abs(np.array(fbank.energies(mx.array(noise[None])))[0] - expected) < rounding).all()
    assert rounding.mean() < 1e-3


def test_loudness_of_the_whole_window_does_not_matter(fbank: Fbank) -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, 16_000).astype(np.float32)
    _, rounding = definitions.fbank(noise, np.array(fbank.window), np.array(fbank.mel))
    loud, soft = (np.array(fbank(mx.array(level * noise[None])))[0] for level in (np.float32(1), np.float32(0.1)))
    assert (np.abs(loud - soft) < 2 * (rounding + rounding.mean(axis=0))).all()  # both, and their means


@pytest.mark.parametrize(("hz", "mel_bin"), [(300, 10), (1000, 27), (4000, 59)])
def test_a_tone_stands_out_in_its_mel_bin(fbank: Fbank, hz: float, mel_bin: int) -> None:
    time = np.arange(16_000) / 16_000
    tone = np.where(time < 0.5, np.sin(2 * np.pi * hz * time), 0) + np.random.default_rng(0).normal(0, 1e-3, 16_000)
    features = np.array(fbank(mx.array(tone[None].astype(np.float32))))[0]
    assert features[:40].mean(axis=0).argmax() == pytest.approx(mel_bin, abs=1)
