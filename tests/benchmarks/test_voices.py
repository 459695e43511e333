"""The figures of names by voices, on trials whose answers are known."""

import numpy as np
import pytest

from tests.benchmarks.voices import Compared
from tests.benchmarks.voices_normalising import WAYS, Cohort
from tests.benchmarks.voices_trials import Trials, draw_trials, equal_error_rate, fit_slope
from whisper_diarize.records import VoiceFigures

NAMES = tuple("abcdef")


def cosines(own: float, other: float) -> np.ndarray:
    """Cosines of six people, in two recordings each."""
    return np.full((6, 6), other) + (own - other) * np.eye(6)


def test_people_whose_voices_differ_all_get_their_names() -> None:
    found = draw_trials(cosines(0.8, 0.1), NAMES, NAMES, 3, np.random.default_rng(0))
    assert (len(found.known), len(found.absent)) == (600, 600)
    assert (found.rate(0.01), found.rate(0.001)) == (1.0, 1.0)
    assert found.at(VoiceFigures(0.5, 1.0, 0.1)) == (1.0, 0.0, 0.0)


def test_nobody_is_known_where_voices_are_alike() -> None:
    found = draw_trials(cosines(0.5, 0.5), NAMES, NAMES, 3, np.random.default_rng(0))
    assert found.rate(0.01) == 0.0


def test_the_margin_refuses_people_who_are_alike() -> None:
    found = draw_trials(cosines(0.80, 0.75), NAMES, NAMES, 3, np.random.default_rng(0))
    assert found.at(VoiceFigures(0.7, 1.0, 0.0)) == (1.0, 0.0, 1.0)
    assert found.at(VoiceFigures(0.7, 1.0, 0.1)) == (0.0, 0.0, 0.0)


def test_another_persons_name_is_wrong() -> None:
    one = np.array([0.9])
    found = Trials(one, np.array([False]), one, np.array([0.1]), np.array([0.1]))
    assert found.at(VoiceFigures(0.5, 1.0)) == (0.0, 1.0, 0.0)


def test_equal_error_rate_is_that_of_the_pairs_which_are_on_the_wrong_side() -> None:
    same = np.array([True] * 4 + [False] * 4)
    assert equal_error_rate(np.array([0.9, 0.8, 0.7, 0.2, 0.8, 0.1, 0.0, 0.0]), same) == pytest.approx(0.25)


def test_slope_is_steeper_where_voices_are_told_apart_better() -> None:
    same = np.arange(200) < 100
    noise = np.random.default_rng(0).normal(0, 0.1, 200)
    near, far = (fit_slope(noise + np.where(same, 0.5 + d, 0.5 - d), same, 0.5) for d in (0.05, 0.15))
    assert 1 < near < far


def test_centring_takes_off_what_all_voices_share() -> None:
    rng = np.random.default_rng(0)
    shared, people = np.full(16, 5.0), rng.standard_normal((40, 16))
    cohort = Cohort.of([shared + rng.standard_normal(16) for _ in range(200)])
    plain, centred = (WAYS[way](cohort, people + shared, people + shared) for way in ("cosine", "less the mean voice"))
    apart = ~np.eye(40, dtype=bool)
    assert plain[apart].mean() > 0.9
    assert abs(centred[apart].mean()) < 0.1


def test_compared_people_are_the_same_by_name() -> None:
    found = Compared(np.zeros((2, 3)), ("a", "b"), ("b", "c", "a"))
    assert found.same.tolist() == [[False, False, True], [True, False, False]]
