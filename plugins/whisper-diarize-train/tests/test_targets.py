import pytest
import torch
from whisper_diarize_train.powerset import mapping
from whisper_diarize_train.targets import blended, in_teachers_order

NOBODY = [False, False, False]
FIRST, SECOND, BOTH = [True, False, False], [False, True, False], [True, True, False]


def heard(classes: list[int], sure: float = 0.94) -> torch.Tensor:
    """Return a teacher's probabilities that favour one class in each frame."""
    rest = torch.full((len(classes), 7), (1 - sure) / 6)
    return rest.scatter(1, torch.tensor(classes)[:, None], sure)


def test_targets_are_probabilities() -> None:
    torch.manual_seed(0)
    truth = torch.rand(60, 3) < 0.3
    truth[truth.sum(dim=1) > 2] = False

    targets = blended(torch.softmax(3 * torch.randn(60, 7), dim=-1), truth, 0.4)

    torch.testing.assert_close(targets.sum(dim=1), torch.ones(60))
    assert targets.min() >= 0


def test_the_truth_is_named_as_the_teacher_names_its_speakers() -> None:
    truth = torch.tensor([FIRST, FIRST, SECOND])

    ordered = in_teachers_order(heard([3, 3, 1]), truth)

    assert ordered.tolist() == [[False, False, True], [False, False, True], [True, False, False]]


def test_who_talks_is_the_truths_even_where_the_teacher_hears_another() -> None:
    truth = torch.tensor([FIRST] * 5 + [SECOND] * 5)

    targets = blended(heard([1] * 10), truth, 0.0)

    assert len(set((targets[:5] @ mapping()).argmax(dim=1).tolist())) == 1
    assert (targets[0] @ mapping()).argmax() != (targets[9] @ mapping()).argmax()


def test_talk_in_a_short_pause_is_the_nearest_speakers() -> None:
    truth = torch.tensor([FIRST] + [NOBODY] * 4 + [SECOND])

    targets = blended(heard([1, 1, 1, 1, 1, 2]), truth, 0.5)

    assert targets[1, 1] == pytest.approx(targets[1, 1:4].sum().item())
    assert targets[4, 2] == pytest.approx(targets[4, 1:4].sum().item())


def test_talk_far_from_any_other_is_as_the_teacher_hears_it() -> None:
    truth = torch.tensor([FIRST] + [NOBODY] * 50)

    targets = blended(heard([1] + [0] * 49 + [3]), truth, 0.5)

    assert targets[50, 1:4].argmax() == 2


def test_one_of_two_who_talk_is_the_one_that_is_known() -> None:
    targets = blended(heard([1, 1, 5]), torch.tensor([FIRST, FIRST, FIRST]), 0.0)

    assert targets[2, 4:].argmax() == 1
    assert targets[2, 6] == 0


def test_two_who_are_known_to_talk_are_the_pair() -> None:
    targets = blended(heard([1, 2, 0]), torch.tensor([FIRST, SECOND, BOTH]), 1.0)

    assert targets[2].argmax() == 4
    assert targets[2, 4] == pytest.approx(1.0)
