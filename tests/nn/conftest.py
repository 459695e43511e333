import numpy as np
import pytest

from whisper_diarize.blas import fast_blas


@pytest.fixture
def numpy_backend() -> None:
    if fast_blas() is None:
        pytest.skip("no BLAS to borrow")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)
