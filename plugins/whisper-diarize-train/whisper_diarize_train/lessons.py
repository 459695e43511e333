"""Chunks with a teacher's answers for the segmentation to learn from, each used several times."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from numpy.typing import NDArray
from torch import Tensor

from whisper_diarize_train.config import SegmentationConfig
from whisper_diarize_train.corpus import Clip, Corpus
from whisper_diarize_train.networks import NUM_CLASSES
from whisper_diarize_train.powerset import PERMUTATIONS, to_classes
from whisper_diarize_train.scenes import Scene, draw_scene
from whisper_diarize_train.simulator import Simulator, frame_labels, num_frames
from whisper_diarize_train.teachers import Answer, SegmentationTeacher

CHUNK_SECONDS = 10.0  # of what the teacher hears
FRAME_SAMPLES = 270
HINT_STRIDE = 4  # every so many frames
TEACHER_BATCH = 8
FULL_SCALE = 32767
MAX_DISAGREEMENT = 6.0  # nats a frame
SINGLE_WORDS = ("speechcommands",)  # not worth playing as they were recorded


@dataclass(frozen=True, slots=True)
class Batch:
    """`samples`: (batch, samples); `targets`: (batch, frames, classes); `hidden`: (batch, frames / 4, 256)."""

    samples: Tensor
    targets: Tensor
    hidden: Tensor


@dataclass(frozen=True, slots=True)
class _Example:
    samples: NDArray[np.int16]
    targets: Tensor
    hidden: Tensor


class Lessons:
    """Draws a block of scenes, asks the teacher, and hands them out `reuse` times in random order and crops.

    What a step gets depends on the seed and its number only.
    """

    def __init__(self, simulator: Simulator, teacher: SegmentationTeacher, config: SegmentationConfig) -> None:
        self._simulator = simulator
        self._teacher = teacher
        self._config = config
        self._clips = raw_clips(simulator.corpus)
        self._steps = max(config.block_size * config.reuse // config.batch_size, 1)  # of a block
        self._block = -1
        self._examples: list[_Example] = []

    def batch(self, step: int, seconds: float, rng: np.random.Generator) -> Batch:
        """Return as much audio as `batch_size` chunks of 10 s, in crops of `seconds`."""
        if self._block != step // self._steps:
            self._block = step // self._steps
            self._examples = self._draw_block(np.random.default_rng([self._config.seed, self._block, 0]))
        size = round(self._config.batch_size * CHUNK_SECONDS / seconds)
        places = rng.choice(len(self._examples), size, replace=size > len(self._examples))
        cuts = [_cut(self._examples[place], seconds, rng) for place in places]
        samples = np.stack([samples for samples, _, _ in cuts]).astype(np.float32) / FULL_SCALE
        return Batch(
            torch.from_numpy(samples),
            torch.stack([targets for _, targets, _ in cuts]).float(),
            torch.stack([hidden for _, _, hidden in cuts]).float(),
        )

    def _draw_block(self, rng: np.random.Generator) -> list[_Example]:
        examples = []
        for _ in range(0, self._config.block_size, TEACHER_BATCH):
            scenes = [draw_scene(self._simulator, self._clips, CHUNK_SECONDS, rng) for _ in range(TEACHER_BATCH)]
            samples = torch.from_numpy(np.stack([scene.samples for scene in scenes]))
            answer = self._teacher.answer(samples)
            targets = soft_targets(answer, scenes, self._config.teacher_share)
            examples += [_example(*parts) for parts in zip(scenes, targets, answer.hidden, strict=True)]
        return examples[: self._config.block_size]


def soft_targets(answer: Answer, scenes: list[Scene], teacher_share: float) -> Tensor:
    """Return the teacher's probabilities, mixed with the truth where that is known: (batch, frames, classes)."""
    targets = []
    for probabilities, scene in zip(answer.probabilities, scenes, strict=True):
        if scene.activity is None:
            targets.append(probabilities)
        else:
            truth = true_classes(probabilities, torch.from_numpy(frame_labels(scene.activity, len(probabilities))))
            targets.append(teacher_share * probabilities + (1 - teacher_share) * F.one_hot(truth, NUM_CLASSES))
    return torch.stack(targets)


def true_classes(probabilities: Tensor, activity: Tensor) -> Tensor:
    """Return the true classes (frames,) under the order of speakers that the teacher agrees with most.

    `probabilities`: (frames, classes); `activity`: (frames, speakers).
    """
    agreement = probabilities.log().clamp(min=-MAX_DISAGREEMENT)
    orders = [to_classes(activity[:, list(order)]) for order in PERMUTATIONS]
    sums = [agreement.gather(1, classes[:, None]).sum() for classes in orders]
    return orders[int(torch.stack(sums).argmax())]


def hint_loss(projected: Tensor, hidden: Tensor) -> Tensor:
    """Return how far a projection of the student's hidden states points away from the teacher's (Romero et al. 2015).

    Both: (batch, frames, 256).
    """
    return (1 - F.cosine_similarity(projected, hidden, dim=-1)).mean()


def raw_clips(corpus: Corpus) -> dict[str, list[Clip]]:
    """Return set -> the clips of training speakers, and those whose speakers are not known."""
    clips = {
        name: [clip for own in speakers.values() for clip in own]
        for name, speakers in corpus.speakers("train").items()
        if name not in SINGLE_WORDS
    }
    return clips | ({"_unlabelled": list(corpus.unlabelled)} if corpus.unlabelled else {})


def _example(scene: Scene, targets: Tensor, hidden: Tensor) -> _Example:
    peak = float(np.abs(scene.samples).max(initial=0.0)) + 1e-9
    samples = (scene.samples * (FULL_SCALE / peak)).astype(np.int16)
    return _Example(samples, targets.half(), hidden[::HINT_STRIDE].half())


def _cut(example: _Example, seconds: float, rng: np.random.Generator) -> tuple[NDArray[np.int16], Tensor, Tensor]:
    num_samples = round(seconds * 16000)
    frames = num_frames(num_samples)
    spare = (len(example.targets) - frames) // HINT_STRIDE
    first = HINT_STRIDE * int(rng.integers(spare + 1))
    hints = -(-frames // HINT_STRIDE)
    return (
        example.samples[FRAME_SAMPLES * first : FRAME_SAMPLES * first + num_samples],
        example.targets[first : first + frames],
        example.hidden[first // HINT_STRIDE : first // HINT_STRIDE + hints],
    )
