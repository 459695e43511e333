"""Recordings made with torch, of the bundled networks and of their weights with something wrong."""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file
from whisper_diarize_train.fbank import Fbank
from whisper_diarize_train.networks import PyanNet, WeSpeakerResNet34

from tests.doctor import recorder
from tests.golden import reference_campplus
from whisper_diarize.doctor.checkup import CAMPPLUS
from whisper_diarize.models import bundled_directory

Arrays = dict[str, np.ndarray]


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def speech() -> np.ndarray:
    """Three seconds in which somebody is interrupted: (1, 48000)."""
    with wave.open(str(Path(__file__).parents[2] / "samples" / "standup.wav")) as file:
        file.setpos(round(24.5 * 16000))
        return np.frombuffer(file.readframes(48000), dtype="<i2")[None] / np.float32(32768)


@pytest.fixture(scope="session")
def segmentation_tensors() -> Arrays:
    """The bundled PyanNet."""
    return {
        name: t.astype(np.float32) for name, t in load_file(bundled_directory() / "segmentation.safetensors").items()
    }


@pytest.fixture(scope="session")
def embedding_tensors() -> Arrays:
    """The bundled ResNet."""
    return {name: t.astype(np.float32) for name, t in load_file(bundled_directory() / "embedding.safetensors").items()}


@pytest.fixture(scope="session")
def pyannet(segmentation_tensors: Arrays) -> PyanNet:
    return filled(PyanNet(num_lstm_layers=4), segmentation_tensors)  # type: ignore[return-value]  # of this kind here


@pytest.fixture(scope="session")
def segmentation_stages(pyannet: PyanNet, speech: np.ndarray) -> Arrays:
    """What torch's PyanNet makes of the speech."""
    return recorder.record_segmentation(pyannet, speech)


@pytest.fixture(scope="session")
def masks() -> np.ndarray:
    masks = np.zeros((1, 2, 177), np.float32)
    masks[:, 0] = 1
    masks[:, 1, 40:90] = 1
    return masks


@pytest.fixture(scope="session")
def embedding_stages(embedding_tensors: Arrays, speech: np.ndarray, masks: np.ndarray) -> Arrays:
    """What torch's ResNet makes of it."""
    width = len(embedding_tensors["resnet.conv1.weight"])
    return recorder.record_embedding(filled(WeSpeakerResNet34(width), embedding_tensors), speech, masks)  # type: ignore[arg-type]  # a fake, or what is to be refused


@pytest.fixture(scope="session")
def campplus_tensors() -> Arrays:
    """The small CAM++ of the golden."""
    return {name: tensor.astype(np.float32) for name, tensor in load_file(CAMPPLUS).items()}


@pytest.fixture(scope="session")
def campplus_stages(campplus_tensors: Arrays, speech: np.ndarray, masks: np.ndarray) -> Arrays:
    """What torch makes of the speech with it, in float64."""
    features = Fbank("povey").double()(torch.from_numpy(speech).double())
    return reference_campplus.campplus_stages(campplus_tensors, features, masks)


@pytest.fixture
def record(tmp_path: Path, speech: np.ndarray) -> Callable[..., Path]:
    """Return a function that writes recorded stages."""

    def write(stages: Mapping[str, np.ndarray], **inputs: np.ndarray) -> Path:
        np.savez(tmp_path / "ref.npz", **{"samples": speech} | inputs | stages)  # type: ignore[operator]  # a number here
        return tmp_path / "ref.npz"

    return write


@pytest.fixture
def segmentation_recording(record: Callable[..., Path], segmentation_stages: Arrays) -> Path:
    return record(segmentation_stages)


@pytest.fixture
def embedding_recording(record: Callable[..., Path], embedding_stages: Arrays, masks: np.ndarray) -> Path:
    return record(embedding_stages, masks=masks)


@pytest.fixture
def weights(tmp_path: Path) -> Callable[[Mapping[str, np.ndarray]], Path]:
    """Return a function that writes a weight file."""

    def write(tensors: Mapping[str, np.ndarray]) -> Path:
        path = tmp_path / "model.safetensors"
        save_file({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}, path)
        return path

    return write


def filled(network: torch.nn.Module, tensors: Arrays) -> torch.nn.Module:
    found = network.load_state_dict({name: torch.from_numpy(t) for name, t in tensors.items()}, strict=False)
    assert not found.unexpected_keys
    return network.eval()
