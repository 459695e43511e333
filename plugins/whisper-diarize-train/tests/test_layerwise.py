from dataclasses import replace
from pathlib import Path

import pytest
import torch
from whisper_diarize_train.config import SegmentationConfig
from whisper_diarize_train.corpus import Corpus
from whisper_diarize_train.layerwise import LayerHints, relative_error, single_layers
from whisper_diarize_train.networks import PyanNet
from whisper_diarize_train.run import Place
from whisper_diarize_train.segmentation import train_segmentation

from whisper_diarize.errors import ModelError

SMALL = replace(
    SegmentationConfig(), steps=2, batch_size=2, block_size=2, reuse=2, num_lstm_layers=2, validation_mixtures=1
)


def network(seed: int, layers: int = 2) -> PyanNet:
    torch.manual_seed(seed)
    return PyanNet(layers).eval()


def sounds(seconds: int = 2) -> torch.Tensor:
    return 0.1 * torch.randn(2, 16000 * seconds, generator=torch.Generator().manual_seed(1))


def test_the_layers_one_after_the_other_are_the_whole_lstm() -> None:
    lstm, x = network(0).lstm, torch.randn(2, 7, 60)

    first, second = single_layers(lstm)

    torch.testing.assert_close(second(first(x)[0])[0], lstm(x)[0])
    assert first.weight_ih_l0 is lstm.weight_ih_l0


@pytest.mark.parametrize("apart", [True, False])
def test_a_student_that_answers_as_its_teacher_has_no_error(apart: bool) -> None:
    hidden, error = LayerHints(network(0), network(0), "float32").hear(sounds(), apart=apart)

    assert error.item() == pytest.approx(0, abs=1e-9)
    torch.testing.assert_close(hidden, network(0).hidden(network(0).sincnet(sounds()[:, None]).transpose(1, 2)))


def test_an_error_is_a_share_of_the_variance() -> None:
    targets = torch.tensor([1.0, 3.0, 5.0])

    assert relative_error(torch.full((3,), 3.0), targets).item() == pytest.approx(8 / 3 / 4)


@pytest.mark.parametrize("apart", [True, False])
def test_a_layer_apart_teaches_none_below_it(apart: bool) -> None:
    teacher, student = network(0), network(0)
    weights = dict(student.lstm.named_parameters())
    torch.nn.init.uniform_(weights["weight_ih_l1"])
    student.sincnet.conv1d[0].requires_grad_(requires_grad=False)

    _, error = LayerHints(teacher, student, "float32").hear(sounds(), apart=apart)
    torch.autograd.backward(error)

    below = weights["weight_ih_l0"].grad
    assert error.item() > 0.01
    assert below is not None
    assert (below.abs().max().item() < 1e-6) == apart


def test_a_teacher_of_another_depth_is_refused() -> None:
    with pytest.raises(ModelError, match="num_lstm_layers = 1"):
        LayerHints(network(0, layers=1), network(0, layers=2), "float32")


def test_a_run_learns_layer_by_layer(corpus: Corpus, tmp_path: Path) -> None:
    torch.save(network(0).state_dict(), tmp_path / "teacher.pt")
    reports: list[dict[str, float]] = []
    config = replace(SMALL, layer_weight=1.0, apart_share=0.5, validate_steps=1)

    train_segmentation(corpus, config, Place(tmp_path / "run", teacher=tmp_path / "teacher.pt"), reports.append)

    assert [line["step"] for line in reports] == [1, 2]
    assert all(line["loss"] > 0 for line in reports)
