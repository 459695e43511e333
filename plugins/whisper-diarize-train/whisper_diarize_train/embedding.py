"""Train the ResNet to tell voices of one set apart, by pairs of crops in channels of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from numpy.typing import NDArray
from torch import Tensor, nn

from whisper_diarize_train.channel import record
from whisper_diarize_train.conditions import crop_conditions
from whisper_diarize_train.config import EmbeddingConfig
from whisper_diarize_train.corpus import FULL_SCALE, Corpus, Split
from whisper_diarize_train.networks import WeSpeakerResNet34, statistics_pool
from whisper_diarize_train.paired import FEW_CHANNELS, use_paired_convolutions
from whisper_diarize_train.run import Place, Run, Schedule
from whisper_diarize_train.scores import equal_error_rate
from whisper_diarize_train.simulator import SET_SHARES, Simulator
from whisper_diarize_train.starting import load_start
from whisper_diarize_train.teachers import load_voice_teacher
from whisper_diarize_train.voice_teaching import TeacherLoss, taught_vectors
from whisper_diarize_train.voices import Piece, Voice, draw_turn, voices_of

FRAME_SAMPLES = 160
FIRST_SCALE, MIN_SCALE = 15.0, 5.0
TRIAL_FRAMES = 300  # 3 s
MEMORY_SCALE, MEMORY_SHARE = 20.0, 0.6
MIN_CROPS_PER_SPEAKER, MAX_CROPS_PER_SPEAKER = 2, 4

Floats = NDArray[np.float32]


class PairLoss(nn.Module):
    """Ask each crop to find its partner among all crops of the batch (angular prototypical, both ways)."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(FIRST_SCALE))

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        """Return the loss of two crops of each speaker: both (speakers, dim)."""
        crops = F.normalize(torch.cat([first, second]), dim=-1)
        scores = self.scale.clamp(min=MIN_SCALE) * (crops @ crops.T)
        scores = scores.masked_fill(torch.eye(len(crops), dtype=torch.bool, device=crops.device), float("-inf"))
        partners = torch.arange(len(crops), device=crops.device).roll(len(first))
        return F.cross_entropy(scores, partners)


class SpeakerMemory(nn.Module):
    """Ask each crop to find its speaker among all of its set: those remembered by the mean of their latest crops.

    A contrastive loss against a memory of class centres, as in Ge et al. 2020, "Self-paced contrastive learning with
    hybrid memory".
    """

    centres: Tensor

    def __init__(self, num_speakers: int, dim: int) -> None:
        super().__init__()
        self.register_buffer("centres", torch.zeros(num_speakers, dim))

    def forward(self, crops: Tensor, speakers: Tensor, pool: range) -> Tensor:
        """Return the loss of crops (crops, dim) of `speakers` (crops,), numbers within `pool`, a set's speakers."""
        centres = self.centres[pool.start : pool.stop].clone()  # `remember` changes them before the backward pass
        met = centres.any(dim=1)
        places = speakers - pool.start
        known = met[places]
        if not known.any():
            return crops.sum() * 0
        scores = MEMORY_SCALE * (F.normalize(crops[known], dim=-1) @ centres.T)
        return F.cross_entropy(scores.masked_fill(~met, float("-inf")), places[known])

    @torch.no_grad()
    def remember(self, crops: Tensor, speakers: Tensor) -> None:
        """Move the centres of `speakers`, no two alike, towards their crops (speakers, dim)."""
        moved = MEMORY_SHARE * self.centres[speakers] + (1 - MEMORY_SHARE) * F.normalize(crops, dim=-1)
        self.centres[speakers] = F.normalize(moved, dim=-1)


class VoiceLoss(nn.Module):
    """The loss within a batch, and with weights of their own the losses against the memory and a teacher."""

    def __init__(self, num_speakers: int, config: EmbeddingConfig, teaching: TeacherLoss | None = None) -> None:
        super().__init__()
        self.pairs = PairLoss()
        self.memory = SpeakerMemory(num_speakers, config.dim) if config.memory_weight else None
        self.memory_weight = config.memory_weight
        self.teaching = teaching
        self.teacher_weight = config.teacher_weight

    def forward(self, first: Tensor, second: Tensor, speakers: Tensor, pool: range) -> Tensor:
        """Return the loss of two crops of each speaker: (speakers, dim), and their numbers: (speakers,)."""
        loss: Tensor = self.pairs(first, second)
        crops = torch.cat([first, second])
        if self.teaching is not None:
            loss = loss + self.teacher_weight * self.teaching(crops, speakers.repeat(2), pool)
        if self.memory is not None:
            loss = loss + self.memory_weight * self.memory(crops, speakers.repeat(2), pool)
            self.memory.remember(F.normalize(first, dim=-1) + F.normalize(second, dim=-1), speakers)
        return loss


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two crops of each speaker, the second ones after all first ones: samples (2 * speakers, num_samples).

    `speakers`: (speakers,), numbers within `pool`, the speakers of one set.
    """

    samples: Floats
    speakers: NDArray[np.int64]
    pool: range


def train_embedding(
    corpus: Corpus,
    config: EmbeddingConfig,
    place: Place,
    report: Callable[[dict[str, float]], None],
) -> nn.Module:
    """Train for the configured steps, going on from the last checkpoint if there is one."""
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    model = WeSpeakerResNet34(config.width, config.dim)
    if place.start is not None:
        load_start(model, place.start)
    if place.device == "cpu":
        use_paired_convolutions(model)
        if config.width > FEW_CHANNELS:  # with 8 channels torch fails on it
            model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's own stub lacks it
    simulator = Simulator.of_split(corpus, "train", config.seed)
    teaching = _teaching(simulator, config, place.teacher, place.folder) if place.teacher else None
    loss = VoiceLoss(sum(map(len, simulator.voices.values())), config, teaching).to(place.device)
    trials = {name: draw_trials(corpus, "validation", name) for name in config.trial_sets}
    schedule = Schedule(
        config.steps, config.learning_rate, config.warm_up_share, config.save_minutes, config.validate_steps
    )
    model.to(place.device)

    def step_loss(step: int, progress: float) -> Tensor:
        pairs = draw_pairs(simulator, config, progress, np.random.default_rng([config.seed, step]))
        fbank = model.train().fbank(torch.from_numpy(pairs.samples).to(place.device))
        with torch.autocast(place.device, torch.bfloat16, enabled=config.precision == "bfloat16"):
            frames = model.resnet.frames(fbank)
        first, second = model.resnet.seg_1(statistics_pool(frames.float())).chunk(2)
        value: Tensor = loss(first, second, torch.from_numpy(pairs.speakers).to(place.device), pairs.pool)
        return value

    def validate(averaged: nn.Module) -> dict[str, float]:
        return {name: trial_error_rate(averaged, *trial) for name, trial in trials.items()}

    return Run(model, loss, schedule, place.folder).train(step_loss, validate, report)


def _teaching(simulator: Simulator, config: EmbeddingConfig, teacher: Path, folder: Path) -> TeacherLoss:
    cache = folder / f"{teacher.stem}.npz"
    vectors = taught_vectors(simulator.corpus, simulator.voices, lambda: load_voice_teacher(teacher), cache)
    return TeacherLoss(vectors, config.dim, config.likeness_weight)


def draw_pairs(simulator: Simulator, config: EmbeddingConfig, progress: float, rng: np.random.Generator) -> Pairs:
    """Draw two crops of each of some speakers of one set."""
    names = sorted(simulator.voices)
    shares = np.array([SET_SHARES.get(name, 0.1) for name in names])
    place = int(rng.choice(len(names), p=shares / shares.sum()))
    voices = simulator.voices[names[place]]
    first_number = sum(len(simulator.voices[name]) for name in names[:place])
    hardness = min(progress / config.hardest_share, 1.0) if config.hardest_share else 1.0
    short, long = np.array(config.short_crop_seconds), np.array(config.long_crop_seconds)
    num_frames = 2 * round(50 * rng.uniform(*(short + hardness * (long - short))))
    chosen = rng.choice(len(voices), min(config.speakers_per_batch, len(voices)), replace=False)
    halves = [split_voice(voices[number], rng) for number in chosen]
    in_order = [first for first, _ in halves] + [second for _, second in halves]
    samples = np.stack([_draw_crop(simulator, voice, num_frames, hardness, rng) for voice in in_order])
    return Pairs(samples, first_number + chosen, range(first_number, first_number + len(voices)))


def split_voice(voice: Voice, rng: np.random.Generator) -> tuple[Voice, Voice]:
    """Share a speaker's clips out between two crops; a single clip is cut in the middle."""
    if len(voice.pieces) == 1:
        (piece,) = voice.pieces
        middle = (piece.start + piece.stop) // 2
        halves: tuple[tuple[Piece, ...], tuple[Piece, ...]] = (
            (Piece(piece.start, middle),),
            (Piece(middle, piece.stop),),
        )
    else:
        order = rng.permutation(len(voice.pieces))
        half = len(order) // 2
        pieces = [voice.pieces[place] for place in order]
        halves = tuple(pieces[:half]), tuple(pieces[half:])
    return Voice(voice.speaker, halves[0]), Voice(voice.speaker, halves[1])


def _draw_crop(
    simulator: Simulator, voice: Voice, num_frames: int, hardness: float, rng: np.random.Generator
) -> Floats:
    samples, _ = draw_turn(simulator.corpus, voice, num_frames, rng)
    return record(samples[None], crop_conditions(rng, hardness), simulator.around, rng)


def draw_trials(corpus: Corpus, split: Split, set_name: str) -> tuple[Floats, NDArray[np.int64]]:
    """Cut up to four 3 s crops of each speaker who has two: samples (crops, samples) and speakers (crops,)."""
    crops, speakers = [], []
    for number, voice in enumerate(voices_of(corpus, split).get(set_name, ())):
        starts = [
            start for piece in voice.pieces for start in range(piece.start, piece.stop - TRIAL_FRAMES + 1, TRIAL_FRAMES)
        ]
        if len(starts) < MIN_CROPS_PER_SPEAKER:
            continue
        spread = np.linspace(0, len(starts) - 1, min(len(starts), MAX_CROPS_PER_SPEAKER)).round().astype(int)
        for start in [starts[place] for place in spread]:
            stop = start + TRIAL_FRAMES
            crops.append(corpus.samples[start * FRAME_SAMPLES : stop * FRAME_SAMPLES].astype(np.float32) / FULL_SCALE)
            speakers.append(number)
    samples = np.array(crops, dtype=np.float32).reshape(-1, TRIAL_FRAMES * FRAME_SAMPLES)
    return samples, np.array(speakers, dtype=np.int64)


def trial_error_rate(model: nn.Module, samples: Floats, speakers: NDArray[np.int64]) -> float:
    """Return the equal error rate over all pairs of crops."""
    device = next(model.parameters()).device
    with torch.inference_mode():
        parts = [
            model(torch.from_numpy(part).to(device)).cpu() for part in np.array_split(samples, -(-len(samples) // 16))
        ]
    return equal_error_rate(torch.cat(parts).numpy(), speakers)
