from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from whisper_diarize_train.export import to_float16
from whisper_diarize_train.networks import PyanNet, WeSpeakerResNet34
from whisper_diarize_train.starting import HEADS, load_start, read_state

from whisper_diarize.errors import ModelError


def test_training_starts_from_exported_weights(tmp_path: Path) -> None:
    torch.manual_seed(0)
    exported, model = WeSpeakerResNet34(8), WeSpeakerResNet34(8)
    save_file(to_float16(exported.state_dict()), tmp_path / "embedding.safetensors")

    assert load_start(model, tmp_path / "embedding.safetensors") == []

    torch.testing.assert_close(model.resnet.seg_1.weight, exported.resnet.seg_1.weight.half().float())


def test_a_classifier_of_other_classes_keeps_its_random_start(tmp_path: Path) -> None:
    multilabel, model = PyanNet(num_classes=3), PyanNet()
    before = model.classifier.weight.clone()
    torch.save({"state_dict": multilabel.state_dict()}, tmp_path / "pytorch_model.bin")

    assert load_start(model, tmp_path / "pytorch_model.bin") == list(HEADS)

    torch.testing.assert_close(model.lstm.weight_hh_l0, multilabel.lstm.weight_hh_l0)
    torch.testing.assert_close(model.classifier.weight, before)


def test_a_smaller_network_is_grown(tmp_path: Path) -> None:
    small, model = PyanNet(num_lstm_layers=1), PyanNet(num_lstm_layers=2)
    torch.save(small.state_dict(), tmp_path / "model.pt")

    assert load_start(model, tmp_path / "model.pt") == []

    torch.testing.assert_close(model.lstm.weight_hh_l0, small.lstm.weight_hh_l0)


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    torch.save(WeSpeakerResNet34(8).state_dict(), tmp_path / "model.pt")

    with pytest.raises(ModelError, match="another network"):
        load_start(PyanNet(), tmp_path / "model.pt")


def test_a_deeper_network_than_that_of_the_settings_is_refused(tmp_path: Path) -> None:
    torch.save(PyanNet(num_lstm_layers=3).state_dict(), tmp_path / "model.pt")

    with pytest.raises(ModelError, match="3 LSTM layers, the settings 2"):
        load_start(PyanNet(num_lstm_layers=2), tmp_path / "model.pt")


def test_numbers_of_half_precision_are_widened(tmp_path: Path) -> None:
    state = {name: value.bfloat16() for name, value in PyanNet().state_dict().items()}
    torch.save(state, tmp_path / "model.pt")

    assert load_start(PyanNet(), tmp_path / "model.pt") == []
    assert read_state(tmp_path / "model.pt")["classifier.bias"].dtype == torch.float32
