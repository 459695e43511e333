"""Train the ResNet to tell voices of one set apart, by pairs of crops in channels of their own."""

from collections.abc import Callable
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
from whisper_diarize_train.networks import WeSpeakerResNet34
from whisper_diarize_train.paired import use_paired_convolutions
from whisper_diarize_train.run import Run, Schedule
from whisper_diarize_train.scores import equal_error_rate
from whisper_diarize_train.simulator import SET_SHARES, Simulator
from whisper_diarize_train.voices import Piece, Voice, draw_turn, voices_of

FRAME_SAMPLES = 160
FIRST_SCALE, LEAST_SCALE = 15.0, 5.0
TRIAL_FRAMES = 300  # 3 s
LEAST_CROPS_PER_SPEAKER, MOST_CROPS_PER_SPEAKER = 2, 4

Floats = NDArray[np.float32]


class PairLoss(nn.Module):
    """Ask each crop to find its partner among all crops of the batch (angular prototypical, both ways)."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(FIRST_SCALE))

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        """Return the loss of two crops of each speaker: both (speakers, dim)."""
        crops = F.normalize(torch.cat([first, second]), dim=-1)
        scores = self.scale.clamp(min=LEAST_SCALE) * (crops @ crops.T)
        scores = scores.masked_fill(torch.eye(len(crops), dtype=torch.bool, device=crops.device), float("-inf"))
        partners = torch.arange(len(crops), device=crops.device).roll(len(first))
        return F.cross_entropy(scores, partners)


def train_embedding(
    corpus: Corpus,
    config: EmbeddingConfig,
    folder: Path,
    report: Callable[[dict[str, float]], None],
    device: str = "cpu",
) -> nn.Module:
    """Train until the configured minutes are spent; checkpoints and a log go to `folder`."""
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    model = WeSpeakerResNet34(config.width, config.dim).to(device)
    if device == "cpu":
        use_paired_convolutions(model)
    loss = PairLoss().to(device)
    simulator = Simulator.of_split(corpus, "train", config.seed)
    trials = {name: draw_trials(corpus, "validation", name) for name in config.trial_sets}
    schedule = Schedule(config.minutes, config.learning_rate, config.warm_up_share, config.save_minutes)

    def step_loss(step: int, progress: float) -> Tensor:
        rng = np.random.default_rng([config.seed, step])
        samples = torch.from_numpy(draw_pairs(simulator, config, progress, rng)).to(device)
        first, second = model.train()(samples).chunk(2)
        value: Tensor = loss(first, second)
        return value

    def validate(averaged: nn.Module) -> dict[str, float]:
        return {name: trial_error_rate(averaged, *trial) for name, trial in trials.items()}

    return Run(model, loss, schedule, folder).train(step_loss, validate, report)


def draw_pairs(simulator: Simulator, config: EmbeddingConfig, progress: float, rng: np.random.Generator) -> Floats:
    """Draw two crops of each of some speakers: (2 * speakers, samples), the second crops after all first ones."""
    names = sorted(simulator.voices)
    shares = np.array([SET_SHARES.get(name, 0.1) for name in names])
    pool = simulator.voices[str(rng.choice(names, p=shares / shares.sum()))]
    hardness = min(progress / config.hardest_share, 1.0)
    short, long = np.array(config.short_crop_seconds), np.array(config.long_crop_seconds)
    num_frames = 2 * round(50 * rng.uniform(*(short + hardness * (long - short))))
    chosen = rng.choice(len(pool), min(config.speakers_per_batch, len(pool)), replace=False)
    halves = [split_voice(pool[place], rng) for place in chosen]
    voices = [first for first, _ in halves] + [second for _, second in halves]
    return np.stack([_draw_crop(simulator, voice, num_frames, hardness, rng) for voice in voices])


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
        if len(starts) < LEAST_CROPS_PER_SPEAKER:
            continue
        spread = np.linspace(0, len(starts) - 1, min(len(starts), MOST_CROPS_PER_SPEAKER)).round().astype(int)
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
