"""A teacher's vectors for the speakers of a corpus, and the loss of a student that is to find voices as alike."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from torch import Tensor, nn

from whisper_diarize_train.corpus import Corpus
from whisper_diarize_train.teachers import VoiceTeacher
from whisper_diarize_train.voices import Voice, draw_turn

TURN_FRAMES = (150, 500)  # 1.5 to 5 s of speech for a teacher's vector
FRAMES_PER_TURN = 500  # speakers with more speech are heard more than once
MAX_TURNS = 3
LIKENESS_SCALE = 20.0


class TeacherLoss(nn.Module):
    """Ask a linear map of the student's vector to point where the teacher's does, and to find the same voices alike.

    The map is not part of the student. The second part compares how like each speaker of the set is to the crop's, by
    the teacher and by the student: the Kullback-Leibler divergence of the two softmaxes.
    """

    vectors: Tensor

    def __init__(self, vectors: Tensor, dim: int, likeness_weight: float) -> None:
        super().__init__()
        self.register_buffer("vectors", F.normalize(vectors - vectors.mean(dim=0), dim=-1), persistent=False)
        self.map = nn.Linear(dim, vectors.shape[1])
        self.likeness_weight = likeness_weight

    def forward(self, crops: Tensor, speakers: Tensor, pool: range) -> Tensor:
        """Return the loss of crops (crops, dim) of `speakers` (crops,), numbers within `pool`, a set's speakers."""
        mapped = F.normalize(self.map(crops), dim=-1)
        wanted, others = self.vectors[speakers], self.vectors[pool.start : pool.stop]
        direction = 1 - (mapped * wanted).sum(dim=-1)
        by_teacher = F.log_softmax(LIKENESS_SCALE * wanted @ others.T, dim=-1)
        by_student = F.log_softmax(LIKENESS_SCALE * mapped @ others.T, dim=-1)
        likeness = F.kl_div(by_student, by_teacher, log_target=True, reduction="batchmean")
        return direction.mean() + self.likeness_weight * likeness


def taught_vectors(
    corpus: Corpus,
    voices: Mapping[str, tuple[Voice, ...]],
    load_teacher: Callable[[], VoiceTeacher],
    cache: Path,
) -> Tensor:
    """Return the teacher's vector of each speaker, sets in alphabetical order, from a file if they are there.

    Each is the mean over up to three clean turns, (speakers, dim).
    """
    names = [f"{name}/{voice.speaker}" for name in sorted(voices) for voice in voices[name]]
    if cache.is_file():
        with np.load(cache) as kept:
            if kept["names"].tolist() == names:
                return torch.from_numpy(kept["vectors"])
    teacher = load_teacher()
    vectors = [_vector(corpus, voice, teacher) for name in sorted(voices) for voice in voices[name]]
    cache.parent.mkdir(parents=True, exist_ok=True)
    np.savez(cache, allow_pickle=False, names=np.array(names), vectors=torch.stack(vectors).numpy())
    return torch.stack(vectors)


def _vector(corpus: Corpus, voice: Voice, teacher: VoiceTeacher) -> Tensor:
    rng = np.random.default_rng(voice.num_frames)
    shortest, longest = TURN_FRAMES
    turns = min(1 + voice.num_frames // FRAMES_PER_TURN, MAX_TURNS)
    num_frames = min(max(voice.num_frames, shortest), longest)
    samples = np.stack([draw_turn(corpus, voice, num_frames, rng)[0] for _ in range(turns)])
    vectors = F.normalize(torch.from_numpy(teacher(samples)), dim=-1)
    return F.normalize(vectors.mean(dim=0), dim=-1)
