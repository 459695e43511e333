"""The networks' output as a record: joined, cut and kept as arrays."""

from dataclasses import replace

import numpy as np
import pytest

from tests.fakes.optional import present
from whisper_diarize.records import Inference


def windows(*numbers: int, dim: int = 3) -> Inference:
    """Make the inference of some windows, with a voice in each odd one."""
    odd = [number for number in numbers if number % 2]
    return Inference(
        decisions=np.array(numbers, np.uint8)[:, None, None],
        num_frames=np.full(len(numbers), 8, np.int32),
        voices=np.array([(number, 0) for number in odd], np.int32).reshape(-1, 2),
        vectors=np.array(odd, np.float32)[:, None] * np.ones(dim, np.float32),
        instants=np.array([(number, 5 * number) for number in odd], np.int32).reshape(-1, 2),
        instant_vectors=np.array(odd, np.float16)[:, None] * np.ones(dim, np.float16),
    )


def assert_equal(found: Inference, expected: Inference) -> None:
    found_arrays, expected_arrays = found.to_arrays(), expected.to_arrays()
    assert found_arrays.keys() == expected_arrays.keys()
    for name, array in expected_arrays.items():
        np.testing.assert_array_equal(found_arrays[name], array)
        assert found_arrays[name].dtype == array.dtype


def test_inference_of_nothing_has_no_windows_and_no_arrays() -> None:
    nothing = Inference()
    assert (nothing.num_windows, nothing.to_arrays()) == (0, {})
    assert nothing.voices.shape == (0, 2)


def test_parts_are_joined_in_their_order() -> None:
    assert_equal(Inference.join([Inference(), windows(0, 1), windows(2), windows(3, 4)]), windows(0, 1, 2, 3, 4))


def test_nothing_joined_is_nothing() -> None:
    assert Inference.join([]).to_arrays() == {}


def test_levels_come_with_the_part_that_has_them() -> None:
    levels = Inference(powers=np.ones(7, np.float32))
    joined = Inference.join([windows(0, 1), levels])
    assert joined.num_windows == 2
    assert present(joined.powers).tolist() == [1] * 7


def test_part_has_the_voices_of_its_windows() -> None:
    whole = replace(windows(0, 1, 2, 3), powers=np.ones(2, np.float32))
    part = whole.part(range(1, 3))
    assert_equal(part, windows(1, 2))
    assert part.powers is None


def test_parts_make_the_whole_again() -> None:
    whole = windows(0, 1, 2, 3, 4)
    assert_equal(Inference.join([whole.part(range(2)), whole.part(range(2, 5))]), whole)


def test_probabilities_are_cut_and_joined() -> None:
    whole = replace(windows(0, 1, 2), probabilities=np.arange(6, dtype=np.float32).reshape(3, 2, 1))
    assert present(whole.part(range(1, 2)).probabilities).ravel().tolist() == [2, 3]
    assert_equal(Inference.join([whole.part(range(2)), whole.part(range(2, 3))]), whole)


def test_arrays_become_the_same_inference() -> None:
    whole = replace(windows(1, 2), powers=np.ones(3, np.float32))
    assert_equal(Inference.from_arrays(whole.to_arrays()), whole)


def test_unknown_arrays_are_refused() -> None:
    with pytest.raises(ValueError, match="no levels, mood"):
        Inference.from_arrays({"mood": np.zeros(1), "levels": np.zeros(1)})


@pytest.mark.parametrize("name", ["decisions", "num_frames", "voices", "vectors"])
def test_arrays_of_different_lengths_are_refused(name: str) -> None:
    whole = windows(1, 2, 3)
    with pytest.raises(ValueError, match="do not belong together"):
        replace(whole, **{name: getattr(whole, name)[:1]})


def test_probabilities_of_other_windows_are_refused() -> None:
    with pytest.raises(ValueError, match="arrays of 2 and 3 windows do not belong together"):
        replace(windows(1, 2, 3), probabilities=np.zeros((2, 8, 1), np.float32))
