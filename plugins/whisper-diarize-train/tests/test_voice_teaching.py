from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from whisper_diarize_train.config import EmbeddingConfig
from whisper_diarize_train.corpus import Corpus
from whisper_diarize_train.embedding import train_embedding
from whisper_diarize_train.networks import WeSpeakerResNet34
from whisper_diarize_train.run import Place
from whisper_diarize_train.voice_teaching import TeacherLoss, taught_vectors
from whisper_diarize_train.voices import voices_of


class Counting:
    """A teacher that says one vector for all, and counts how often it is asked."""

    asked = 0

    def __call__(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        self.asked += 1
        return np.ones((len(samples), 4), np.float32)


def test_a_student_that_maps_onto_its_teacher_costs_nothing() -> None:
    torch.manual_seed(0)
    vectors = torch.randn(6, 4)
    loss = TeacherLoss(vectors, 4, likeness_weight=1.0)
    torch.nn.init.eye_(loss.map.weight)
    torch.nn.init.zeros_(loss.map.bias)
    speakers = torch.tensor([3, 4])

    assert loss(5 * loss.vectors[speakers], speakers, range(2, 6)).item() == pytest.approx(0, abs=1e-5)
    assert loss(loss.vectors[speakers.flip(0)], speakers, range(2, 6)).item() > 1


def test_vectors_are_asked_for_once(corpus: Corpus, tmp_path: Path) -> None:
    voices, teacher = voices_of(corpus, "validation"), Counting()

    first = taught_vectors(corpus, voices, lambda: teacher, tmp_path / "run" / "teacher.npz")
    asked = teacher.asked
    again = taught_vectors(corpus, voices, lambda: teacher, tmp_path / "run" / "teacher.npz")

    assert asked == teacher.asked == sum(map(len, voices.values()))
    torch.testing.assert_close(first, again)
    torch.testing.assert_close(first.norm(dim=-1), torch.ones(len(first)))


def test_vectors_of_other_speakers_are_asked_for_again(corpus: Corpus, tmp_path: Path) -> None:
    teacher = Counting()
    taught_vectors(corpus, voices_of(corpus, "validation"), lambda: teacher, tmp_path / "teacher.npz")

    others = voices_of(corpus, "test")

    assert len(taught_vectors(corpus, others, lambda: teacher, tmp_path / "teacher.npz")) == sum(
        map(len, others.values())
    )


def test_a_taught_embedding_run_leaves_a_student_alone(corpus: Corpus, tmp_path: Path) -> None:
    torch.save(WeSpeakerResNet34(8, 16).state_dict(), tmp_path / "teacher.pt")
    config = replace(EmbeddingConfig(), steps=1, speakers_per_batch=2, trial_sets=("set0",))

    train_embedding(corpus, config, Place(tmp_path, teacher=tmp_path / "teacher.pt"), lambda _line: None)

    state = torch.load(tmp_path / "model.pt", weights_only=True)
    assert state.keys() == WeSpeakerResNet34(8).state_dict().keys()
