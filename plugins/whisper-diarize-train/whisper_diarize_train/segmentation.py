"""Train PyanNet on simulated mixtures, easy ones first, or on a teacher's answers."""

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from torch import Tensor, nn

from whisper_diarize_train.conditions import draw_conditions
from whisper_diarize_train.config import Precision, SegmentationConfig
from whisper_diarize_train.corpus import Corpus, Split
from whisper_diarize_train.layerwise import LayerHints, front_of
from whisper_diarize_train.lessons import HINT_STRIDE, Batch, Lessons, hint_loss
from whisper_diarize_train.networks import PyanNet
from whisper_diarize_train.powerset import clustering_loss, mapping, permutation_free_loss, soft_loss, to_activity
from whisper_diarize_train.run import Place, Run, Schedule
from whisper_diarize_train.scores import ErrorCounts, local_errors
from whisper_diarize_train.simulator import Simulator, frame_labels, num_frames
from whisper_diarize_train.starting import load_start
from whisper_diarize_train.teachers import SegmentationTeacher

CHUNK_SECONDS = 10.0
CLUSTERING_DIM = 20
HIDDEN_DIM = 256
Step = Callable[[int, float], Tensor]  # number, progress -> loss


def train_segmentation(
    corpus: Corpus,
    config: SegmentationConfig,
    place: Place,
    report: Callable[[dict[str, float]], None],
) -> nn.Module:
    """Train for the configured steps, going on from the last checkpoint if there is one."""
    torch.manual_seed(config.seed)
    torch.set_num_threads(config.threads)
    model = build_network(config)
    if place.start is not None:
        load_start(model, place.start)
    model.to(place.device)
    simulator = Simulator.of_split(corpus, "train", config.seed)
    validation = validation_sets(corpus, config.validation_mixtures, config.seed)
    schedule = Schedule(
        config.steps, config.learning_rate, config.warm_up_share, config.save_minutes, config.validate_steps
    )
    if place.teacher is None:
        step_loss, head = _simulated(model, simulator, config, place)
    else:
        step_loss, head = _taught(model, simulator, SegmentationTeacher(place.teacher), config, place)

    def validate(averaged: nn.Module) -> dict[str, float]:
        return {name: local_error_rate(averaged, *batch) for name, batch in validation.items()}

    return Run(model, head, schedule, place.folder).train(step_loss, validate, report)


def _simulated(
    model: PyanNet, simulator: Simulator, config: SegmentationConfig, place: Place
) -> tuple[Step, nn.Module]:
    """Return the loss of a step against the truth of the simulation, and the head that it trains."""
    head = nn.Linear(128, CLUSTERING_DIM).to(place.device)

    def step_loss(step: int, progress: float) -> Tensor:
        rng = np.random.default_rng([config.seed, step])
        seconds = float(rng.choice(config.seconds))
        size = round(config.batch_size * CHUNK_SECONDS / seconds)
        samples, activity = draw_batch(simulator, size, difficulty(config, progress), rng, seconds)
        features = features_of(model.train(), samples.to(place.device), place.device, config.precision)
        return batch_loss(model, head, features, activity.to(place.device), config.clustering_weight)

    return step_loss, head


def _taught(
    model: PyanNet, simulator: Simulator, teacher: SegmentationTeacher, config: SegmentationConfig, place: Place
) -> tuple[Step, nn.Module]:
    """Return the loss of a step against a teacher's answers, and the heads that it trains."""
    lessons = Lessons(simulator, teacher, config)
    loss = LessonLoss(config).to(place.device)
    hints = None
    if config.layer_weight:
        hints = LayerHints(teacher.network.to(place.device), model, config.precision)

    def step_loss(step: int, progress: float) -> Tensor:
        rng = np.random.default_rng([config.seed, step])
        batch = lessons.batch(step, float(rng.choice(config.seconds)), rng)
        if hints is None:
            value: Tensor = loss(model.train(), batch)
            return value
        samples = batch.samples.to(place.device)
        hidden, error = hints.hear(samples, apart=progress < config.apart_share)
        return loss.of_hidden(model.train(), hidden, batch) + config.layer_weight * error

    return step_loss, loss


def build_network(config: SegmentationConfig) -> PyanNet:
    """Build PyanNet with the sinc filters left at their mel-spaced start: they learn little and cost half a step."""
    model = PyanNet(config.num_lstm_layers)
    model.sincnet.wav_norm1d.requires_grad_(requires_grad=False)
    model.sincnet.conv1d[0].requires_grad_(requires_grad=False)
    return model


def difficulty(config: SegmentationConfig, progress: float) -> float:
    """Return 0 for the easy share of training, then up to 1 at the hardest share."""
    span = max(config.hardest_share - config.easy_share, 1e-9)
    return min(max((progress - config.easy_share) / span, 0.0), 1.0)


def draw_batch(
    simulator: Simulator, size: int, hardness: float, rng: np.random.Generator, seconds: float = CHUNK_SECONDS
) -> tuple[Tensor, Tensor]:
    """Simulate a batch: samples (batch, samples) and activity (batch, frames, speakers)."""
    mixtures = [simulator.draw(draw_conditions(rng, hardness), seconds, rng) for _ in range(size)]
    samples = torch.from_numpy(np.stack([mixture.samples for mixture in mixtures]))
    frames = num_frames(samples.shape[1])
    activity = torch.from_numpy(np.stack([frame_labels(mixture.activity, frames) for mixture in mixtures]))
    return samples, activity


def features_of(model: PyanNet, samples: Tensor, device: str, precision: Precision) -> Tensor:
    """Return the input of the classifier: (batch, frames, 128). SincNet works in float32 at any precision."""
    x = model.sincnet(samples[:, None]).transpose(1, 2)
    with torch.autocast(device, torch.bfloat16, enabled=precision == "bfloat16"):
        features = model.dense(x)
    return features.float()


def hidden_of(model: PyanNet, samples: Tensor, device: str, precision: Precision) -> Tensor:
    """Return the last LSTM layer's output: (batch, frames, 256). The sinc filters work in float32 and do not learn."""
    x = front_of(model, samples)
    with torch.autocast(device, torch.bfloat16, enabled=precision == "bfloat16"):
        hidden = model.hidden(x)
    return hidden.float()


class LessonLoss(nn.Module):
    """The loss against a teacher's answers and, through heads that are not part of the student, its hidden states."""

    def __init__(self, config: SegmentationConfig) -> None:
        super().__init__()
        self.clustering = nn.Linear(128, CLUSTERING_DIM)
        self.hint = nn.Linear(HIDDEN_DIM, HIDDEN_DIM)
        self.config = config

    def forward(self, model: PyanNet, batch: Batch) -> Tensor:
        """Return the loss of a batch, on the model's device."""
        device = model.classifier.weight.device
        return self.of_hidden(
            model, hidden_of(model, batch.samples.to(device), device.type, self.config.precision), batch
        )

    def of_hidden(self, model: PyanNet, hidden: Tensor, batch: Batch) -> Tensor:
        """Return the loss of a batch whose last LSTM output (batch, frames, 256) is at hand."""
        features, targets = model.after_lstm(hidden), batch.targets.to(hidden.device)
        answered = soft_loss(F.log_softmax(model.classifier(features), dim=-1), targets)
        hinted = hint_loss(self.hint(hidden[:, ::HINT_STRIDE]), batch.hidden.to(hidden.device))
        activity = targets @ mapping().to(hidden.device) > 0.5  # noqa: PLR2004 - likelier than not
        clustered = clustering_loss(F.normalize(self.clustering(features), dim=-1), activity)
        return answered + self.config.hint_weight * hinted + self.config.clustering_weight * clustered


def batch_loss(model: PyanNet, head: nn.Module, features: Tensor, activity: Tensor, clustering_weight: float) -> Tensor:
    """Return the powerset loss plus the weighted deep-clustering loss of a batch."""
    log_probabilities = F.log_softmax(model.classifier(features), dim=-1)
    loss = permutation_free_loss(log_probabilities, activity)
    return loss + clustering_weight * clustering_loss(F.normalize(head(features), dim=-1), activity)


def validation_sets(
    corpus: Corpus, size: int, seed: int, split: Split = "validation"
) -> dict[str, tuple[Tensor, Tensor]]:
    """Simulate easy and hard mixtures of speakers who are not trained on."""
    simulator = Simulator.of_split(corpus, split, seed)
    rng = np.random.default_rng([seed, 1])
    return {"easy": draw_batch(simulator, size, 0.0, rng), "hard": draw_batch(simulator, size, 1.0, rng)}


def local_error_rate(model: nn.Module, samples: Tensor, activity: Tensor) -> float:
    """Return the diarization error rate of single chunks under each one's best order of speakers."""
    total = ErrorCounts()
    device = next(model.parameters()).device
    with torch.inference_mode():
        for chunk, reference in zip(samples, activity, strict=True):
            hypothesis = to_activity(model(chunk[None].to(device)))[0].bool().cpu().numpy()
            total += local_errors(reference.numpy(), hypothesis)
    return total.rate
