import numpy as np
import pytest
from whisper_diarize_train.plda import Voices, estimate

from whisper_diarize.clustering import Plda


@pytest.fixture(scope="module")
def voices() -> Voices:
    """Speakers differ along the first 3 of 12 axes, crops along all, and recordings by a shift of their own."""
    rng = np.random.default_rng(0)
    vectors = rng.normal(0, 0.3, (200, 4, 4, 12)) + 2.0
    vectors[..., :3] += rng.normal(0, 1, (200, 4, 1, 3))
    vectors[..., 5] += rng.normal(0, 5, (200, 1, 1))
    return Voices(vectors)


def test_the_axes_in_which_speakers_differ_come_first(voices: Voices) -> None:
    found = estimate(voices, dim=6, shrinkage=0.0)

    assert (np.diff(found["psi"]) <= 0).all()
    assert found["psi"][2] > 5 * found["psi"][3]


def test_what_the_channel_does_tells_nobody_apart(voices: Voices) -> None:
    lda = estimate(voices, dim=3, shrinkage=0.0)["lda"]
    unit = lda / np.linalg.norm(lda, axis=0)

    assert np.abs(unit[5]).max() < 0.05


def test_the_product_sees_round_speakers_of_the_stated_spread(voices: Voices) -> None:
    found = estimate(voices, dim=6, shrinkage=0.0)

    features, variances = Plda(**found).project(voices.vectors.reshape(-1, 12))

    spread = features.reshape(200, 4, 4, 6)
    within = (spread - spread.mean(axis=2, keepdims=True)).reshape(-1, 6)
    np.testing.assert_allclose(within.T @ within / (200 * 4 * 3), np.eye(6), atol=0.1)
    np.testing.assert_allclose(variances, found["psi"], rtol=1e-6)
