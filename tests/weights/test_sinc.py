import numpy as np
import pytest

from whisper_diarize.weights.sinc import sinc_filters


@pytest.fixture
def filters() -> np.ndarray:
    return sinc_filters(np.full((40, 1), 250, np.float32), np.full((40, 1), 450, np.float32))


def test_there_is_an_even_and_an_odd_filter_for_each_band(filters: np.ndarray) -> None:
    assert (filters.shape, filters.dtype) == ((80, 251), np.float32)  # type: ignore[comparison-overlap]  # equal all the same: approx, or a dtype and its class


def test_even_filters_are_symmetric_with_1_in_the_middle(filters: np.ndarray) -> None:
    np.testing.assert_array_equal(filters[:40], filters[:40, ::-1])
    np.testing.assert_array_equal(filters[:40, 125], 1.0)


def test_odd_filters_are_antisymmetric(filters: np.ndarray) -> None:
    np.testing.assert_array_equal(filters[40:], -filters[40:, ::-1])


def test_filters_pass_their_band_only(filters: np.ndarray) -> None:
    # low edge 50 + 250 Hz, width 50 + 450 Hz: from 300 to 800 Hz
    spectrum = np.abs(np.fft.rfft(filters[0], 16000))
    assert spectrum[550] > 20 * spectrum[1200]
    assert spectrum[550] > 20 * spectrum[50]


def test_torch_gives_the_same_filters() -> None:
    torch = pytest.importorskip("torch", reason="compares with torch's float32")
    from whisper_diarize_train.networks import SincFilters

    bank = SincFilters()
    ours = sinc_filters(bank.low_hz_.detach().numpy(), bank.band_hz_.detach().numpy())
    with torch.inference_mode():
        theirs = bank()[:, 0].numpy()
    # where torch's sine is off by the last digit, a tap is
    assert (ours == theirs).mean() > 0.9
    np.testing.assert_allclose(ours, theirs, atol=2e-6)
