"""Powerset classes of up to three speakers, at most two at once, and the loss that does not mind their order."""

from itertools import permutations

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from torch import Tensor

SUBSETS = ((), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2))
NUM_SPEAKERS = 3
PERMUTATIONS = tuple(permutations(range(NUM_SPEAKERS)))


def mapping() -> Tensor:
    """Return which speakers each class has: (classes, speakers) of 0 and 1."""
    table = torch.zeros(len(SUBSETS), NUM_SPEAKERS)
    for row, subset in enumerate(SUBSETS):
        table[row, list(subset)] = 1
    return table


def to_classes(activity: Tensor) -> Tensor:
    """Map (..., speakers) of 0 and 1, at most two on, to class numbers (...)."""
    codes = (activity.long() * torch.tensor([1, 2, 4], device=activity.device)).sum(dim=-1)
    class_of_code = torch.tensor([0, 1, 2, 4, 3, 5, 6, 4], device=activity.device)
    return class_of_code[codes]


def to_activity(log_probabilities: Tensor) -> Tensor:
    """Map (..., classes) to the activity of the likeliest class: (..., speakers)."""
    return mapping().to(log_probabilities.device)[log_probabilities.argmax(dim=-1)]


def permutation_free_loss(log_probabilities: Tensor, activity: Tensor) -> Tensor:
    """Return the mean cross-entropy under each chunk's best order of speakers.

    `log_probabilities`: (batch, frames, classes); `activity`: (batch, frames, speakers).
    """
    losses = []
    for order in PERMUTATIONS:
        classes = to_classes(activity[..., list(order)])
        losses.append(F.nll_loss(log_probabilities.transpose(1, 2), classes, reduction="none").mean(dim=1))
    return torch.stack(losses).min(dim=0).values.mean()


def soft_loss(log_probabilities: Tensor, targets: Tensor) -> Tensor:
    """Return the mean cross-entropy to soft `targets` under each chunk's best order of speakers.

    Both: (batch, frames, classes).
    """
    orders = reordered_classes().to(targets.device)
    losses = [-(targets[..., order] * log_probabilities).sum(dim=-1).mean(dim=1) for order in orders]
    return torch.stack(losses).min(dim=0).values.mean()


def reordered_classes() -> Tensor:
    """Return for each order of speakers which class each one becomes: (orders, classes)."""
    return torch.tensor(
        [
            [SUBSETS.index(tuple(sorted(order[speaker] for speaker in subset))) for subset in SUBSETS]
            for order in PERMUTATIONS
        ]
    )


def clustering_loss(directions: Tensor, activity: Tensor) -> Tensor:
    """Return the deep-clustering loss over frames with exactly one speaker (Hershey et al. 2016).

    `directions`: (batch, frames, dim) of unit length; `activity`: (batch, frames, speakers). 0 when frames of one
    speaker point the same way and frames of two speakers at right angles.
    """
    alone = (activity.sum(dim=-1, keepdim=True) == 1).to(directions.dtype)
    count = alone.sum(dim=(1, 2)).clamp(min=1)
    v, y = directions * alone, activity.to(directions.dtype) * alone
    total = _gram(v, v) - 2 * _gram(v, y) + _gram(y, y)
    return (total / count.square()).mean()


def _gram(a: Tensor, b: Tensor) -> Tensor:
    """Return the squared Frobenius norm of a's and b's product over frames: (batch,)."""
    return (a.transpose(1, 2) @ b).square().sum(dim=(1, 2))
