import numpy as np
import pytest

from whisper_diarize.doctor.compare import EXACT, Limit, compare, correlation
from whisper_diarize.doctor.golden import Recorded

LIMIT = Limit(0.01, 1e-3)


def recorded(values: np.ndarray) -> Recorded:
    return Recorded(values, values.shape)


def test_error_and_tolerance_are_in_the_units_of_the_stage() -> None:
    row = compare("x", np.array([1.0, 200.5]), recorded(np.array([0.0, 200.0])), LIMIT)
    assert (row.max_error, row.largest, row.tolerance, row.passed) == (1.0, 200.0, 2.0, True)


def test_a_large_error_fails() -> None:
    assert not compare("x", np.array([0.0, 103.0]), recorded(np.array([0.0, 100.0])), LIMIT).passed


def test_small_errors_that_are_uncorrelated_fail() -> None:
    values = np.array([100.0, 100.1, 100.0, 100.1])
    row = compare("x", values[::-1], recorded(values), LIMIT)
    assert row.max_error < row.tolerance
    assert row.correlation == pytest.approx(-1)
    assert not row.passed


def test_only_what_was_recorded_is_compared() -> None:
    full = np.arange(10.0)
    kept = Recorded(full[::3], full.shape, step=3)
    assert compare("x", np.where(full % 3 == 0, full, 99), kept, EXACT).passed


def test_another_shape_fails_and_is_named() -> None:
    row = compare("x", np.zeros((2, 3)), recorded(np.zeros((3, 2))), LIMIT)
    assert not row.passed
    assert row.problem == "shape (2, 3), recorded (3, 2)"


@pytest.mark.parametrize(
    ("ours", "theirs", "who"), [([1.0, np.nan], [1.0, 2.0], "ours"), ([1.0, 2.0], [np.inf, 2.0], "recorded")]
)
def test_values_that_are_not_finite_fail_and_are_counted(ours: list[float], theirs: list[float], who: str) -> None:
    row = compare("x", np.array(ours), recorded(np.array(theirs)), LIMIT)
    assert not row.passed
    assert row.problem == f"1 of 2 values {who} not finite"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([2.0, 2.0], [2.0, 2.0], 1.0),
        ([2.0, 2.0], [3.0, 3.0], 1.0),
        ([2.0, 2.0], [1.0, 2.0], 0.0),
        ([1, 2], [4, 2], -1.0),
    ],
    ids=["equal", "two constants", "one constant", "opposite"],
)
def test_correlation_of_what_does_not_vary(one: list[float], other: list[float], expected: float) -> None:
    assert correlation(np.array(one, float), np.array(other, float)) == pytest.approx(expected)


def test_decisions_are_exact_or_wrong() -> None:
    assert compare("x", np.array([True, False]), recorded(np.array([1, 0], np.uint8)), EXACT).passed
    assert not compare("x", np.array([True, True]), recorded(np.array([1, 0], np.uint8)), EXACT).passed
