"""The linkage of more vectors than memory has distances for.

Centroid linkage merges the nearest first, and the nearest of a voice are those of the seconds around it, for windows
overlap. So its first merges can be made among neighbours in time, as if there were no others; what they leave, groups
with a mean and a size, are few enough to be linked all together. Merges below the height at which the groups are
formed need not be those of the whole, but nearly all of them are: docs/decisions/0027-groups-of-voices.md has figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from .linkage import NOTHING, Labels, Precomputed, Tree, Vectors, cut, linkage

BLOCK = 1000  # vectors linked with their neighbours: linkage is quadratic, so that small blocks are quick


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The group of each vector, (num_vectors,), the groups' linkage, and how many vectors each merge has: (merges,)."""

    members: Labels
    tree: Tree
    sizes: NDArray[np.float64]

    def cut(self, height: float) -> Labels:
        """Undo the merges above `height`: (num_vectors,), clusters numbered from 0."""
        return cut(self.tree, height)[self.members]

    def cut_after(self, merge: int) -> Labels:
        """Undo the merges that come after one, regardless of their height: likewise."""
        steps = self.tree.copy()
        steps[:, 2] = np.arange(len(steps))
        return cut(steps, merge)[self.members]

    def precomputed(self) -> Precomputed:
        """Return the linkage as arrays, which `link` then need not compute again."""
        return {"members": self.members, "tree": self.tree, "sizes": self.sizes}


def link(unit_vectors: Vectors, most: int, precomputed: Precomputed = NOTHING) -> Groups:
    """Link the vectors, in order of time and at least two; if they are more than `most`, so many groups of them.

    A group of one vector each is the exact linkage. Takes linear time, and memory of `most` squared; no time if it is
    `precomputed`.
    """
    if "tree" in precomputed:
        return Groups(precomputed["members"], precomputed["tree"], precomputed["sizes"])
    if len(unit_vectors) <= most:
        tree = linkage(unit_vectors)
        return Groups(np.arange(len(unit_vectors)), tree, tree[:, 3])
    members = _group(unit_vectors, most)
    sizes = np.bincount(members)
    sums = np.zeros((len(sizes), unit_vectors.shape[1]))
    np.add.at(sums, members, unit_vectors)
    return Groups(members, *weighted_linkage(sums / sizes[:, None], sizes))


def _group(unit_vectors: Vectors, most: int) -> Labels:
    """Merge among neighbours in time, everywhere to the same height, until at most `most` groups are left."""
    num_blocks = min(-(-len(unit_vectors) // BLOCK), most // 2)
    trees = [linkage(block) for block in np.array_split(unit_vectors, max(1, num_blocks))]
    # the height at which a merge is undone: a later merge may be at a smaller distance than one that it rests on
    heights = np.sort(np.concatenate([np.maximum.accumulate(tree[:, 2]) for tree in trees]))
    height = heights[len(unit_vectors) - most - 1]
    members: list[Labels] = []
    groups = 0
    for tree in trees:
        labels = cut(tree, height)
        members.append(groups + labels)
        groups += int(labels.max()) + 1
    return np.concatenate(members)


def weighted_linkage(points: Vectors, sizes: NDArray[np.intp]) -> tuple[Tree, NDArray[np.float64]]:
    """Do the same as `linkage` for the means of groups of vectors; return how many vectors each merge has as well.

    `points`: (groups, dim), `sizes`: (groups,). Source: Lance and Williams 1967, "A general theory of classificatory
    sorting strategies", the centroid strategy; each group remembers its nearest, and looks again only when it is to
    merge, as in Müllner 2011, "Modern hierarchical, agglomerative clustering algorithms", section 3.1.
    """
    count = len(points)
    squares = cdist(points, points, "sqeuclidean")
    np.fill_diagonal(squares, np.inf)
    nearest = squares.argmin(axis=1)
    least = squares[np.arange(count), nearest]
    names, leaves, weights = np.arange(count), np.ones(count), sizes.astype(np.float64)
    tree, merge_sizes = np.empty((count - 1, 4)), np.empty(count - 1)
    for step in range(count - 1):
        gone = int(least.argmin())
        while squares[gone, nearest[gone]] > least[gone]:  # what was nearest has moved away
            nearest[gone] = squares[gone].argmin()
            least[gone] = squares[gone, nearest[gone]]
            gone = int(least.argmin())
        kept = int(nearest[gone])
        square, first, second = squares[gone, kept], weights[gone], weights[kept]
        both = first + second
        merged = (first * squares[gone] + second * squares[kept]) / both - first * second * square / both**2
        merged[[gone, kept]] = np.inf
        squares[gone], squares[:, gone] = np.inf, np.inf
        squares[kept], squares[:, kept] = merged, merged
        leaves[kept] += leaves[gone]
        tree[step] = *sorted((names[gone], names[kept])), np.sqrt(max(square, 0.0)), leaves[kept]
        names[kept], weights[kept], merge_sizes[step] = count + step, both, both
        least[gone] = np.inf
        closer = merged < least
        nearest[closer], least[closer] = kept, merged[closer]
        nearest[kept] = merged.argmin()
        least[kept] = merged[nearest[kept]]
    return tree, merge_sizes
