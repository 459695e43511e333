"""The linkage of many vectors against SciPy's of all of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whisper_diarize.clustering import groups
from whisper_diarize.clustering.groups import link, weighted_linkage
from whisper_diarize.clustering.linkage import cut, linkage, units


def talk(turns: int = 40, people: int = 4, noise: float = 0.1, seed: int = 0) -> np.ndarray:
    """Return unit vectors of people who talk by turns; neighbours resemble each other, as those of windows do."""
    rng = np.random.default_rng(seed)
    voices = rng.normal(size=(people, 16))
    said = [voices[turn % people] + rng.normal(0, noise, 16) for turn in range(turns)]
    return units(np.concatenate([turn + rng.normal(0, noise / 4, (10, 16)) for turn in said]))


def partition(labels: np.ndarray) -> list[list[int]]:
    return sorted(np.flatnonzero(labels == label).tolist() for label in np.unique(labels))


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 60), st.integers(0, 10_000))
def test_groups_of_one_are_linked_as_by_scipy(count: int, seed: int) -> None:
    points = units(np.random.default_rng(seed).normal(size=(count, 6)))
    tree, sizes = weighted_linkage(points, np.ones(count, int))
    np.testing.assert_allclose(tree, linkage(points), rtol=1e-9)
    np.testing.assert_array_equal(sizes, tree[:, 3])


def test_group_counts_as_much_as_its_vectors() -> None:
    groups_of, places = np.array([3, 1, 2]), np.array([[0.0], [1.0], [10.0]])
    tree, sizes = weighted_linkage(places, groups_of)
    assert sizes.tolist() == [4, 6]
    assert tree[1, 2] == pytest.approx(10 - 0.25)  # three at 0 and one at 1


def test_few_vectors_are_linked_exactly() -> None:
    points = talk()
    found = link(points, len(points))
    np.testing.assert_array_equal(found.tree, linkage(points))
    np.testing.assert_array_equal(found.cut(0.3), cut(linkage(points), 0.3))


@pytest.mark.parametrize("most", [100, 200, 390])
@pytest.mark.parametrize("seed", range(4))
def test_many_vectors_are_clustered_as_all_at_once(monkeypatch: pytest.MonkeyPatch, most: int, seed: int) -> None:
    monkeypatch.setattr(groups, "BLOCK", 90)
    points = talk(seed=seed)
    found = link(points, most)
    assert found.members.max() < most
    for height in (0.3, 0.6, 0.9):
        assert partition(found.cut(height)) == partition(cut(linkage(points), height))


def test_no_more_groups_than_asked_for_even_of_many_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "BLOCK", 10)
    assert link(talk(), 20).members.max() < 20


def test_cut_after_a_merge_leaves_one_cluster_less_each_time() -> None:
    found = link(talk(), 100)
    assert [len(np.unique(found.cut_after(merge))) for merge in (0, 50, len(found.tree) - 1)] == [
        len(found.tree),
        len(found.tree) - 50,
        1,
    ]
    assert found.sizes[-1] == 400
