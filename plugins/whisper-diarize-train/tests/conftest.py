"""A small corpus of synthetic voices."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from whisper_diarize_train import channel, noises
from whisper_diarize_train import corpus as corpora
from whisper_diarize_train.corpus import Corpus

RATE = 16000


def voice(pitch_hz: float, seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Return a buzz with pauses of silence: loud for 0.6 s, silent for 0.4 s, and so on."""
    time = np.arange(int(seconds * RATE)) / RATE
    buzz = sum(np.sin(2 * np.pi * pitch_hz * harmonic * time) / harmonic for harmonic in range(1, 12))
    return 0.1 * buzz * (time % 1.0 < 0.6) + 1e-5 * rng.standard_normal(len(time))


@pytest.fixture(scope="session", autouse=True)
def few_surroundings() -> Iterator[None]:
    """Draw few rooms and short noises: many take long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(channel, "NUM_ROOMS", 2)
        patch.setattr(noises, "SYNTHETIC_SECONDS", 3)
        yield


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """60 speakers of two sets with two clips each, and two noises: one for training, one for evaluation."""
    folder = tmp_path_factory.mktemp("corpus")
    rng = np.random.default_rng(0)
    rows = [("_noise", "room", "noise0.flac"), ("_noise", "street", "noise1.flac")]
    for _, _, path in rows:
        soundfile.write(folder / path, 0.05 * rng.standard_normal(3 * RATE), RATE)
    for number in range(60):
        for clip in range(2):
            path = f"{number}-{clip}.flac"
            soundfile.write(folder / path, voice(80 + 4 * number, 3.5, rng), RATE)
            rows.append((f"set{number % 2}", f"speaker{number}", path))
    with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("set", "speaker", "path"), *rows])
    return folder


@pytest.fixture(scope="session")
def corpus(corpus_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The corpus, decoded."""
    data = tmp_path_factory.mktemp("data")
    corpora.prepare(corpus_folder, data)
    return corpora.load(data)
