"""A training run: schedule, averaged weights, checkpoints to go on from, and a log."""

import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

MAX_DECAY = 0.997
MAX_GRADIENT = 1.0
LAST_LEARNING_RATE_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Place:
    """A run's folder of checkpoints and log, its device, and the weights that it starts and learns from.

    `start` and `teacher` are files.
    """

    folder: Path
    device: str = "cpu"
    start: Path | None = None
    teacher: Path | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """The end of a run, and its learning rate: up over `warm_up_share`, then down along a cosine.

    Everything but `save_minutes`, of wall clock, counts steps, so that a run that was stopped, or shared its machine,
    learns the same. Every `validate_steps` the averaged weights are scored.
    """

    steps: int
    learning_rate: float
    warm_up_share: float
    save_minutes: float
    validate_steps: int

    def rate(self, progress: float) -> float:
        """Return the learning rate at `progress` (0 to 1)."""
        if progress < self.warm_up_share:
            return self.learning_rate * (0.02 + 0.98 * progress / self.warm_up_share)
        along = (progress - self.warm_up_share) / (1 - self.warm_up_share)
        floor = LAST_LEARNING_RATE_SHARE
        return self.learning_rate * (floor + (1 - floor) * (1 + math.cos(math.pi * min(along, 1.0))) / 2)


def _average(averaged: Tensor, current: Tensor, num_averaged: Tensor | int) -> Tensor:
    """Average over the last tenth of the steps so far, and over a few hundred at most."""
    decay = min(MAX_DECAY, (1 + float(num_averaged)) / (10 + float(num_averaged)))
    return averaged * decay + current * (1 - decay)


@dataclass(slots=True)
class Run:
    """A model under training. `step_loss(step, progress)` draws a batch and returns its loss."""

    model: nn.Module
    heads: nn.Module
    schedule: Schedule
    folder: Path
    step: int = 0
    seconds: float = 0.0

    def train(
        self,
        step_loss: Callable[[int, float], Tensor],
        validate: Callable[[nn.Module], dict[str, float]],
        report: Callable[[dict[str, float]], None],
    ) -> nn.Module:
        """Train until all steps are done, going on from the last checkpoint; return the averaged model."""
        self.folder.mkdir(parents=True, exist_ok=True)
        together = nn.ModuleList([self.model, self.heads])
        optimizer = torch.optim.Adam([p for p in together.parameters() if p.requires_grad], self.schedule.learning_rate)
        averaged = AveragedModel(self.model, avg_fn=_average, use_buffers=True)
        self._resume(together, averaged, optimizer)
        saved, losses = time.monotonic(), list[float]()
        while self.step < self.schedule.steps:
            started = time.process_time()
            progress = self.step / self.schedule.steps
            for group in optimizer.param_groups:
                group["lr"] = self.schedule.rate(progress)
            loss = step_loss(self.step, progress)
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_(together.parameters(), MAX_GRADIENT)
            optimizer.step()
            averaged.update_parameters(self.model)
            losses.append(loss.item())
            self.step += 1
            self.seconds += time.process_time() - started
            last = self.step == self.schedule.steps
            if last or self.step % self.schedule.validate_steps == 0:
                scores = validate(averaged.module.eval())
                self._log({"loss": sum(losses) / len(losses)} | scores, report)
                losses = []
            if last or time.monotonic() - saved >= self.schedule.save_minutes * 60:
                self._save(together, averaged, optimizer)
                saved = time.monotonic()
        return averaged.module.eval()

    def _resume(self, together: nn.Module, averaged: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        path = self.folder / "checkpoint.pt"
        if path.exists():
            state = torch.load(path, weights_only=True)
            together.load_state_dict(state["model"])
            averaged.load_state_dict(state["averaged"])
            optimizer.load_state_dict(state["optimizer"])
            self.step, self.seconds = state["step"], state["seconds"]

    def _save(self, together: nn.Module, averaged: AveragedModel, optimizer: torch.optim.Optimizer) -> None:
        state = {
            "model": together.state_dict(),
            "averaged": averaged.state_dict(),
            "optimizer": optimizer.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
        }
        partial = self.folder / "checkpoint.partial"
        torch.save(state, partial)
        partial.replace(self.folder / "checkpoint.pt")
        torch.save(averaged.module.state_dict(), self.folder / "model.pt")

    def _log(self, scores: dict[str, float], report: Callable[[dict[str, float]], None]) -> None:
        line = {"step": self.step, "minutes": self.seconds / 60} | scores
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line | {"schedule": asdict(self.schedule)}) + "\n")
        report(line)
