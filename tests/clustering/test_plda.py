import numpy as np
import pytest

from whisper_diarize.clustering import Plda


def plda(dim: int = 6, reduced: int = 4, seed: int = 0) -> Plda:
    """Return one as training gives it: `tr` whitens what differs within people, `psi` is what it makes of the rest."""
    rng = np.random.default_rng(seed)
    return Plda(
        mean1=rng.normal(size=dim),
        mean2=rng.normal(size=reduced),
        lda=rng.normal(size=(dim, reduced)),
        mu=rng.normal(size=reduced),
        tr=rng.normal(size=(reduced, reduced)) + 3 * np.eye(reduced),
        psi=rng.permutation(np.arange(1.0, reduced + 1)),
    )


def voices(count: int = 5, dim: int = 6) -> np.ndarray:
    return np.random.default_rng(7).normal(size=(count, dim)).astype(np.float32)


def test_reduced_vectors_are_as_long_as_noise_of_their_dimension() -> None:
    np.testing.assert_allclose(np.linalg.norm(plda().reduce(voices()), axis=1), 2.0)


def test_reduction_is_centring_scaling_and_lda_twice() -> None:
    known = plda()
    x = voices(1)[0].astype(np.float64) - known.mean1
    y = known.lda.T @ (np.sqrt(6) * x / np.sqrt(x @ x)) - known.mean2
    np.testing.assert_allclose(known.reduce(voices(1))[0], 2 * y / np.sqrt(y @ y))


def test_variances_between_people_come_largest_first() -> None:
    assert plda().project(voices())[1] == pytest.approx([4, 3, 2, 1])


def test_features_are_the_rows_of_tr_largest_variance_first_up_to_their_signs() -> None:
    known = plda()
    order = np.argsort(-known.psi)
    expected = (known.reduce(voices()) - known.mu) @ known.tr[order].T
    np.testing.assert_allclose(np.abs(known.project(voices())[0]), np.abs(expected))


def test_order_of_the_axes_in_the_file_does_not_matter() -> None:
    known = plda()
    turned = Plda(known.mean1, known.mean2, known.lda, known.mu, known.tr[::-1], known.psi[::-1])
    np.testing.assert_allclose(np.abs(turned.project(voices())[0]), np.abs(known.project(voices())[0]))


@pytest.mark.parametrize(("reduced", "kept"), [(100, 100), (128, 128), (140, 128)])
def test_at_most_128_features_are_kept(reduced: int, kept: int) -> None:
    known = Plda(np.zeros(150), np.zeros(reduced), np.eye(150)[:, :reduced], np.zeros(reduced), np.eye(reduced),
                 np.arange(1.0, reduced + 1))  # fmt: skip
    features, between = known.project(voices(3, 150))
    assert (features.shape, between.shape) == ((3, kept), (kept,))
    assert between[0] == pytest.approx(reduced)
