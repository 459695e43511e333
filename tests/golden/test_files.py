"""The goldens belong to the weights and the samples that are here."""

import hashlib
import wave
from pathlib import Path

import numpy as np
import pytest

from whisper_diarize.models import bundled_directory
from whisper_diarize.weights.contract import embedding_shapes, segmentation_shapes

from .conftest import FILES, NETWORKS, golden
from .random_weights import random_tensors

SAMPLES = Path(__file__).parents[2] / "samples"
REMAKE = "other weights than those that the goldens were made with: run tests/golden/make_goldens.py"
RANDOM = {
    "segmentation_random": segmentation_shapes(NETWORKS["segmentation_random"]),  # type: ignore[arg-type]  # a fake, or what is to be refused
    "multilabel_random": segmentation_shapes(NETWORKS["multilabel_random"]),  # type: ignore[arg-type]  # a fake, or what is to be refused
    "embedding_random": embedding_shapes(NETWORKS["embedding_random"]),  # type: ignore[arg-type]  # a fake, or what is to be refused
}


@pytest.mark.parametrize("name", ["networks", "pipeline"])
@pytest.mark.parametrize("network", ["segmentation", "embedding"])
def test_goldens_are_those_of_the_bundled_weights(name: str, network: str) -> None:
    content = (bundled_directory() / f"{network}.safetensors").read_bytes()
    assert hashlib.sha256(content).hexdigest() == str(golden(name).notes[f"sha256/{network}"]), REMAKE


@pytest.mark.parametrize("name", RANDOM)
def test_random_weights_are_those_of_the_script(name: str) -> None:
    tensors = random_tensors(RANDOM[name], int(golden(name).notes["weights/seed"]))
    content = b"".join(tensors[key].tobytes() for key in sorted(tensors))
    assert hashlib.sha256(content).hexdigest() == str(golden(name).notes["sha256/weights"]), REMAKE


def test_random_weights_of_campplus_are_those_of_the_golden() -> None:
    content = FILES["campplus"].with_suffix(".safetensors").read_bytes()
    assert hashlib.sha256(content).hexdigest() == str(golden("campplus").notes["sha256/embedding"])


@pytest.mark.parametrize("name", ["networks", "campplus", *RANDOM])
def test_audio_is_a_part_of_a_sample(name: str) -> None:
    with wave.open(str(SAMPLES / "standup.wav")) as file:
        content = file.readframes(file.getnframes())
    assert golden(name).inputs["samples"].astype("<i2").tobytes() in content


def test_no_speaker_talks_all_the_time_or_never() -> None:
    """Masks that are the same everywhere would not show which frames are pooled."""
    shares = golden("networks").masks.mean(axis=-1)[0]
    assert np.all((shares[:-1] > 0.1) & (shares[:-1] < 0.9))
    assert shares[-1] == 1


def test_files_are_small() -> None:
    """Three of them are in the wheel."""
    sizes = {name: path.stat().st_size for name, path in FILES.items()}
    assert sizes["networks"] + sizes["pipeline"] + sizes["campplus"] < 900_000
    assert sum(sizes.values()) < 2_000_000
