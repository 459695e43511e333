from pathlib import Path

import pytest
import torch
from whisper_diarize_train.campplus import CamPlusPlus
from whisper_diarize_train.networks import PyanNet, WeSpeakerResNet34
from whisper_diarize_train.teachers import SegmentationTeacher, load_voice_teacher

from whisper_diarize.errors import ModelError


def saved(network: torch.nn.Module, folder: Path) -> Path:
    torch.save({"state_dict": network.state_dict()}, folder / "pytorch_model.bin")
    return folder / "pytorch_model.bin"


def test_a_pyannet_of_any_depth_answers_as_it_was_saved(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network, samples = PyanNet(1).eval(), 0.1 * torch.randn(1, 32000)

    answer = SegmentationTeacher(saved(network, tmp_path)).answer(samples)

    torch.testing.assert_close(answer.probabilities.log(), network(samples), atol=1e-4, rtol=1e-4)
    assert answer.hidden.shape == (*answer.probabilities.shape[:2], 256)


def test_a_pyannet_of_other_classes_is_no_teacher(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="7 powerset classes"):
        SegmentationTeacher(saved(PyanNet(1, num_classes=3), tmp_path))


@pytest.mark.parametrize("network", [CamPlusPlus(16), WeSpeakerResNet34(8, 16)], ids=["cam++", "resnet"])
def test_a_teacher_of_voices_is_known_by_its_weights(network: torch.nn.Module, tmp_path: Path) -> None:
    samples = 0.1 * torch.randn(2, 16000)

    teacher = load_voice_teacher(saved(network, tmp_path))

    torch.testing.assert_close(teacher(samples), network.eval()(samples))


def test_another_network_is_no_teacher_of_voices(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"CAM\+\+ or a ResNet34"):
        load_voice_teacher(saved(PyanNet(1), tmp_path))


def test_a_file_that_lacks_a_weight_is_refused(tmp_path: Path) -> None:
    state = CamPlusPlus(16).state_dict()
    del state["head.conv1.weight"]
    torch.save(state, tmp_path / "part.pt")

    with pytest.raises(ModelError, match=r"head\.conv1\.weight is missing"):
        load_voice_teacher(tmp_path / "part.pt")
