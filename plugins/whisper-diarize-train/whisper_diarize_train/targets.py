"""Soft targets from a teacher and the truth of a simulation: both say how many talk, the truth says who.

A teacher of real conversations knows which sounds are talk, and which pauses people leave out of account, but it takes
simulated voices for one another.
"""

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from torch import Tensor

from whisper_diarize_train.powerset import PERMUTATIONS, to_classes

PAUSE_FRAMES = 36  # 0.6 s: as near to a speaker's talk, talk that the teacher alone hears is that speaker's
SURE = 6.0  # nats: a disagreement costs no more
LEAST = 1e-3  # share of a pair of speakers that the teacher does not hear

ONE, TWO = slice(1, 4), slice(4, 7)  # classes of one speaker, and of two
PAIRS = ((0, 1), (0, 2), (1, 2))  # SUBSETS[TWO]


def blended(probabilities: Tensor, truth: Tensor, truth_share: float) -> Tensor:
    """Return targets: (frames, classes), named as the teacher names its speakers.

    `probabilities`: (frames, classes), the teacher's; `truth`: (frames, 3) bool; `truth_share`: of how many talk.
    """
    truth = in_teachers_order(probabilities, truth)
    talking = truth.sum(dim=1)
    heard = torch.stack([probabilities[:, 0], *(probabilities[:, part].sum(dim=1) for part in (ONE, TWO))], dim=1)
    count = (1 - truth_share) * heard + truth_share * F.one_hot(talking, 3).float()
    single, pair = _single(probabilities, truth), _pair(probabilities, truth)
    return torch.cat([count[:, :1], count[:, 1:2] * single, count[:, 2:] * pair], dim=1)


def in_teachers_order(probabilities: Tensor, truth: Tensor) -> Tensor:
    """Return the truth, (frames, speakers), in the order of speakers that the teacher agrees with most."""
    agreement = probabilities.log().clamp(min=-SURE)
    orders = [truth[:, list(order)] for order in PERMUTATIONS]
    sums = [agreement.gather(1, to_classes(order)[:, None]).sum() for order in orders]
    return orders[int(torch.stack(sums).argmax())]


def _single(probabilities: Tensor, truth: Tensor) -> Tensor:
    """Return who talks if one does: (frames, 3). In a short pause it is the nearest speaker, in others as heard."""
    alone = _shares(probabilities[:, ONE])
    talking = truth.sum(dim=1)
    known = truth / talking.clamp(min=1)[:, None]
    frames, on = torch.arange(len(truth)), torch.nonzero(talking)[:, 0]
    if len(on) == 0:
        return alone
    after = torch.searchsorted(on, frames).clamp(max=len(on) - 1)
    before = (after - 1).clamp(min=0)
    nearest = torch.where((on[after] - frames).abs() <= (frames - on[before]).abs(), on[after], on[before])
    near = (nearest - frames).abs() <= PAUSE_FRAMES
    return torch.where(near[:, None], known[nearest], alone)


def _pair(probabilities: Tensor, truth: Tensor) -> Tensor:
    """Return who talk if two do: (frames, 3), the speaker who talks alone by the truth among them."""
    heard, talking = _shares(probabilities[:, TWO].clamp(min=LEAST)), truth.sum(dim=1)[:, None]
    either = torch.stack([truth[:, first] | truth[:, second] for first, second in PAIRS], dim=1).float()
    both = torch.stack([truth[:, first] & truth[:, second] for first, second in PAIRS], dim=1).float()
    return torch.where(talking == 2, both, torch.where(talking == 1, _shares(heard * either), heard))  # noqa: PLR2004


def _shares(values: Tensor) -> Tensor:
    return values / values.sum(dim=1, keepdim=True).clamp(min=1e-9)
