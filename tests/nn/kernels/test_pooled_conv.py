import numpy as np
import pytest

from tests.fakes.rounding import tolerance
from tests.nn.definitions import conv1d
from whisper_diarize.nn.kernels import pooled_conv as module
from whisper_diarize.nn.kernels.pooled_conv import pooled_conv

pytestmark = pytest.mark.usefixtures("numpy_backend")


WAVEFORMS, FEATURES = (1, 251, 10), (6, 5, 1)  # inputs, taps, stride


@pytest.mark.parametrize("piece_values", [1, 1000, 1 << 18])
@pytest.mark.parametrize("absolute", [False, True])
@pytest.mark.parametrize(("samples", "kind"), [(991, WAVEFORMS), (2003, WAVEFORMS), (40, FEATURES), (7, FEATURES)])
def test_it_gives_the_same_as_a_convolution_and_then_a_pool(
    monkeypatch: pytest.MonkeyPatch, samples: int, kind: tuple[int, int, int], absolute: bool, piece_values: int
) -> None:
    monkeypatch.setattr(module, "PIECE_VALUES", piece_values)
    (inputs, taps, stride), rng = kind, np.random.default_rng(0)
    windows = rng.normal(size=(2, samples, inputs)).astype(np.float32)
    kernel = rng.normal(size=(taps, inputs, 4)).astype(np.float32)
    plain, exact = (conv1d(windows.astype(kind), kernel.astype(kind), stride) for kind in (np.float32, np.float64))
    frames = np.abs(exact) if absolute else exact
    expected = frames[:, : frames.shape[1] // 3 * 3].reshape(2, -1, 3, 4).max(axis=2)
    found = pooled_conv(windows, kernel, stride, absolute=absolute)
    np.testing.assert_allclose(found, expected, atol=tolerance(exact, plain))  # type: ignore[arg-type]  # a fake, or what is to be refused
