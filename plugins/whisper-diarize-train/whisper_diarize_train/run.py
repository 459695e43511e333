"""A training run against the clock: schedule, averaged weights, checkpoints to go on from, and a log."""

import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

LARGEST_DECAY = 0.997
LARGEST_GRADIENT = 1.0
LAST_LEARNING_RATE_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to stop, and how the learning rate goes: up over `warm_up_share`, then down along a cosine."""

    minutes: float
    learning_rate: float
    warm_up_share: float
    save_minutes: float

    def rate(self, progress: float) -> float:
        """Return the learning rate at `progress` (0 to 1)."""
        if progress < self.warm_up_share:
            return self.learning_rate * (0.02 + 0.98 * progress / self.warm_up_share)
        along = (progress - self.warm_up_share) / (1 - self.warm_up_share)
        floor = LAST_LEARNING_RATE_SHARE
        return self.learning_rate * (floor + (1 - floor) * (1 + math.cos(math.pi * min(along, 1.0))) / 2)


def _average(averaged: Tensor, current: Tensor, num_averaged: Tensor | int) -> Tensor:
    """Average over the last tenth of the steps so far, and over a few hundred at most."""
    decay = min(LARGEST_DECAY, (1 + float(num_averaged)) / (10 + float(num_averaged)))
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
        """Train until the minutes are spent, going on from the last checkpoint; return the averaged model."""
        self.folder.mkdir(parents=True, exist_ok=True)
        together = nn.ModuleList([self.model, self.heads])
        optimizer = torch.optim.Adam([p for p in together.parameters() if p.requires_grad], self.schedule.learning_rate)
        averaged = AveragedModel(self.model, avg_fn=_average, use_buffers=True)
        self._resume(together, averaged, optimizer)
        saved, losses = self.seconds, []
        while self.seconds < self.schedule.minutes * 60:
            started = time.monotonic()
            progress = self.seconds / (self.schedule.minutes * 60)
            for group in optimizer.param_groups:
                group["lr"] = self.schedule.rate(progress)
            loss = step_loss(self.step, progress)
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_(together.parameters(), LARGEST_GRADIENT)
            optimizer.step()
            averaged.update_parameters(self.model)
            losses.append(loss.item())
            self.step += 1
            self.seconds += time.monotonic() - started
            last = self.seconds >= self.schedule.minutes * 60
            if last or self.seconds - saved >= self.schedule.save_minutes * 60:
                scores = validate(averaged.module.eval())
                self._save(together, averaged, optimizer, {"loss": sum(losses) / len(losses)} | scores, report)
                saved, losses = self.seconds, []
        return averaged.module.eval()

    def _resume(self, together: nn.Module, averaged: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        path = self.folder / "checkpoint.pt"
        if path.exists():
            state = torch.load(path, weights_only=True)
            together.load_state_dict(state["model"])
            averaged.load_state_dict(state["averaged"])
            optimizer.load_state_dict(state["optimizer"])
            self.step, self.seconds = state["step"], state["seconds"]

    def _save(
        self,
        together: nn.Module,
        averaged: AveragedModel,
        optimizer: torch.optim.Optimizer,
        scores: dict[str, float],
        report: Callable[[dict[str, float]], None],
    ) -> None:
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
        line = {"step": self.step, "minutes": self.seconds / 60} | scores
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line | {"schedule": asdict(self.schedule)}) + "\n")
        report(line)
