import numpy as np
import pytest

from whisper_diarize.diarization.powerset import decide_multilabel, decide_powerset, multilabel_probabilities, powerset


@pytest.mark.parametrize(("speakers", "at_once", "classes"), [(3, 2, 7), (3, 1, 4), (2, 2, 4), (4, 3, 15)])
def test_there_is_a_class_for_each_set(speakers: int, at_once: int, classes: int) -> None:
    assert powerset(speakers, at_once).shape == (classes, speakers)


@pytest.mark.parametrize(("best", "speakers"), [(0, []), (1, [0]), (3, [2]), (4, [0, 1]), (5, [0, 2]), (6, [1, 2])])
def test_most_likely_class_says_who_talks(best: int, speakers: list[int]) -> None:
    logits = np.eye(7, dtype=np.float32)[best] - 5
    assert np.flatnonzero(decide_powerset(logits, powerset(3, 2))).tolist() == speakers


def test_multilabel_speakers_have_a_probability_each() -> None:
    logits = np.array([-1.0, 0.0, 1.0], np.float32)
    np.testing.assert_allclose(multilabel_probabilities(logits), [0.26894, 0.5, 0.73106], atol=1e-5)


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [
        ([0.4, 0.6, 0.4], [0, 1, 0]),
        ([0.5, 0.6, 0.5, 0.5, 0.4, 0.5], [0, 1, 1, 1, 0, 0]),
        ([0.5, 0.5], [0, 0]),
    ],
    ids=["above and below", "just at it: as before", "just at it at the start: nobody"],
)
def test_multilabel_speakers_talk_above_the_threshold(probabilities: list[float], expected: list[int]) -> None:
    chunks = np.array(probabilities, np.float32).reshape(1, -1, 1)
    assert decide_multilabel(chunks, 0.5).ravel().tolist() == [bool(x) for x in expected]
