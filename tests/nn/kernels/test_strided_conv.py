import numpy as np
import pytest

from tests.fakes.rounding import tolerance
from tests.nn.definitions import conv1d
from whisper_diarize.nn.kernels.strided_conv import strided_conv

pytestmark = pytest.mark.usefixtures("numpy_backend")


@pytest.mark.parametrize(("taps", "stride"), [(5, 2), (3, 1), (5, 1), (3, 3), (7, 2)])
@pytest.mark.parametrize("frames", [1, 2, 9, 40])
def test_it_gives_the_same_as_the_definition(rng: np.random.Generator, frames: int, taps: int, stride: int) -> None:
    x, kernel = (rng.normal(size=shape).astype(np.float32) for shape in ((2, frames, 6), (taps, 6, 4)))
    bias = rng.normal(size=4).astype(np.float32)
    padded = np.pad(x, [(0, 0), (taps // 2, taps // 2), (0, 0)])
    plain = conv1d(padded, kernel, stride) + bias
    exact = conv1d(padded.astype(np.float64), kernel.astype(np.float64), stride) + bias
    found = strided_conv(x, kernel, bias, stride)
    assert found.shape == (2, -(-frames // stride), 4)
    np.testing.assert_allclose(found, exact, atol=tolerance(exact, plain))
