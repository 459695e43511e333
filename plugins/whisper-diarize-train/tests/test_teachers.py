from pathlib import Path

import numpy as np
import pytest
import torch
from whisper_diarize_train.networks import PyanNet, WeSpeakerResNet34
from whisper_diarize_train.teachers import SegmentationTeacher, load_voice_teacher, teacher_file

from tests.fakes.small_models import SMALL_CAMPPLUS, random_tensors
from whisper_diarize.errors import ModelError, OptionError
from whisper_diarize.models import ModelFiles, bundled_directory, fetch, read_config
from whisper_diarize.weights.campplus import campplus_shapes


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


def test_a_resnet_teaches_the_vectors_that_torch_has(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network, samples = WeSpeakerResNet34(8, 16).eval(), 0.1 * torch.randn(2, 16000)

    taught = load_voice_teacher(saved(network, tmp_path))(samples.numpy())

    with torch.inference_mode():
        np.testing.assert_allclose(taught, network(samples).numpy(), rtol=1e-3, atol=1e-4)


def test_campplus_teaches_a_vector_for_each_recording(tmp_path: Path) -> None:
    torch.save(small_campplus(), tmp_path / "campplus.pt")

    one, other = load_voice_teacher(tmp_path / "campplus.pt")(
        np.stack([np.sin(np.arange(16000)), np.zeros(16000)]).astype(np.float32)
    )

    assert one.shape == other.shape == (SMALL_CAMPPLUS.dim,)
    assert not np.allclose(one, other)


def test_another_network_is_no_teacher_of_voices(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"pytorch_model\.bin: not a"):
        load_voice_teacher(saved(PyanNet(1), tmp_path))


def test_a_file_that_lacks_a_weight_is_refused(tmp_path: Path) -> None:
    state = small_campplus()
    del state["head.conv2.weight"]
    torch.save(state, tmp_path / "part.pt")

    with pytest.raises(ModelError, match=r"head\.conv2\.weight"):
        load_voice_teacher(tmp_path / "part.pt")


def test_a_teacher_is_a_file_a_folder_or_a_model_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = bundled_directory()
    here = ModelFiles(tmp_path / "a.bin", tmp_path / "b.pt", read_config(bundled / "config.json"))
    monkeypatch.setattr(fetch, "find_cached", lambda model: here if model.name == "campplus" else None)
    (tmp_path / "c.pt").touch()

    assert teacher_file(str(tmp_path / "c.pt"), "embedding") == tmp_path / "c.pt"
    assert teacher_file(str(bundled), "embedding") == bundled / "embedding.safetensors"
    assert teacher_file("bundled", "segmentation") == bundled / "segmentation.safetensors"
    assert [teacher_file("campplus", part) for part in ("segmentation", "embedding")] == [
        here.segmentation,
        here.embedding,
    ]


def test_a_teacher_that_is_not_here_is_not_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "find_cached", lambda _model: None)

    with pytest.raises(ModelError, match="whisper-diarize models download campplus"):
        teacher_file("campplus", "embedding")
    with pytest.raises(OptionError, match="there is no such file"):
        teacher_file("missing.pt", "embedding")


def small_campplus() -> dict[str, torch.Tensor]:
    return {name: torch.from_numpy(array) for name, array in random_tensors(campplus_shapes(SMALL_CAMPPLUS)).items()}
