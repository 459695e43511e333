from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from whisper_diarize_train.config import SegmentationConfig
from whisper_diarize_train.corpus import Corpus
from whisper_diarize_train.lessons import Lessons, hint_loss, soft_targets
from whisper_diarize_train.networks import PyanNet
from whisper_diarize_train.powerset import mapping, soft_loss, to_classes
from whisper_diarize_train.run import Place
from whisper_diarize_train.scenes import Scene
from whisper_diarize_train.segmentation import train_segmentation
from whisper_diarize_train.simulator import Simulator
from whisper_diarize_train.teachers import Answer, SegmentationTeacher

SMALL = replace(
    SegmentationConfig(), steps=2, batch_size=2, block_size=2, reuse=2, seconds=(5.0, 10.0), validation_mixtures=1
)


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("teacher") / "pytorch_model.bin"
    torch.save(PyanNet(1).state_dict(), path)
    return path


def certain(classes: list[int]) -> torch.Tensor:
    return torch.nn.functional.one_hot(torch.tensor([classes]), 7).float()


def test_the_teacher_counts_alone_where_who_talks_is_not_known() -> None:
    answer = Answer(certain([1, 0]), torch.zeros(1, 2, 256))
    unknown = Scene(np.zeros(320, dtype=np.float32))

    torch.testing.assert_close(soft_targets(answer, [unknown], teacher_share=0.35), certain([1, 0]))


def test_the_truth_is_mixed_in_under_the_names_that_the_teacher_gave() -> None:
    activity = np.zeros((10, 2), dtype=bool)
    activity[:, 1] = True
    known = Scene(np.zeros(1600, dtype=np.float32), activity)

    targets = soft_targets(Answer(certain([3, 3, 0]), torch.zeros(1, 3, 256)), [known], teacher_share=0.6)

    torch.testing.assert_close(targets[0, 0], torch.tensor([0, 0, 0, 1.0, 0, 0, 0]))
    torch.testing.assert_close(targets[0, 2], torch.tensor([0.6, 0, 0, 0.4, 0, 0, 0]))


def test_the_order_of_speakers_costs_nothing_against_soft_targets() -> None:
    activity = torch.tensor([[[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 0]]])
    log_probabilities = torch.full((1, 4, 7), -20.0).scatter(2, to_classes(activity)[..., None], 0.0)
    renamed = certain(to_classes(activity[..., [2, 0, 1]])[0].tolist())

    assert soft_loss(log_probabilities, renamed).item() == pytest.approx(0, abs=1e-6)
    assert soft_loss(log_probabilities, renamed.roll(1, dims=1)).item() > 1
    assert mapping().shape == (7, 3)


def test_hints_that_point_the_same_way_cost_nothing() -> None:
    hidden = torch.randn(1, 3, 256)

    assert hint_loss(2 * hidden, hidden).item() == pytest.approx(0, abs=1e-6)
    assert hint_loss(-hidden, hidden).item() == pytest.approx(2)


def test_a_block_is_used_again_and_then_drawn_anew(corpus: Corpus, teacher: Path) -> None:
    lessons = Lessons(Simulator.of_split(corpus, "train", 0), SegmentationTeacher(teacher), SMALL)

    first, again, other = (lessons.batch(step, 10.0, np.random.default_rng(0)) for step in (0, 1, 2))

    torch.testing.assert_close(first.samples, again.samples)
    assert not torch.equal(first.samples, other.samples)


def test_crops_bring_their_part_of_the_answers(corpus: Corpus, teacher: Path) -> None:
    lessons = Lessons(Simulator.of_split(corpus, "train", 0), SegmentationTeacher(teacher), SMALL)

    batch = lessons.batch(0, 5.0, np.random.default_rng(0))

    assert batch.samples.shape == (4, 80000)
    assert batch.targets.shape == (4, 293, 7)
    assert batch.hidden.shape == (4, 74, 256)
    torch.testing.assert_close(batch.targets.sum(dim=-1), torch.ones(4, 293), atol=5e-3, rtol=0)


def test_a_taught_run_goes_on_where_it_stopped(corpus: Corpus, teacher: Path, tmp_path: Path) -> None:
    reports: list[dict[str, float]] = []
    place = Place(tmp_path, teacher=teacher)

    train_segmentation(corpus, replace(SMALL, steps=1), place, reports.append)
    train_segmentation(corpus, SMALL, place, reports.append)

    assert [line["step"] for line in reports] == [1, 2]
