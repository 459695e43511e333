"""The options of the diarizer. Imports no model code, so that they can be listed without it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

from whisper_diarize.errors import OptionError

MIN_STEP = 0.01  # seconds
MAXIMA = {"batch_size": 1024}  # windows of 10 s take 640 kB each

Mode = Literal["fast", "exact"]


@dataclass(frozen=True, slots=True)
class DiarizationOptions:
    """Options of the diarizer. None leaves the choice to the model's own configuration.

    Attributes:
        model: community-1, pyannote-3.1, campplus, bundled, a plugin's, auto (the best of them that is here, else that
            the hub gives now), a folder, or a repository of huggingface.co, owner/name or owner/name@REVISION.
        mode: fast: windows share the work of the embedding network; exact: as pyannote.audio computes.
        step: seconds between the starts of windows.
        clustering_threshold: how far apart two voices may be and still be one speaker's; larger finds fewer speakers.
        min_cluster_size: voices that a speaker must have at least, to be one.
        constrained: no two speakers of a window are the same person.
        exclude_overlap: know a voice by what it says alone, where that is enough.
        min_duration_on: drop turns shorter than so many seconds, after pauses are filled.
        min_duration_off: fill pauses shorter than so many seconds.
        batch_size: windows that go through the networks at once.

    Raises:
        OptionError: a value is out of its range.
    """

    model: str = "auto"
    mode: Mode = "fast"
    step: float | None = None
    clustering_threshold: float | None = None
    min_cluster_size: int | None = None
    constrained: bool | None = None
    exclude_overlap: bool | None = None
    min_duration_on: float = 0.0
    min_duration_off: float | None = None
    batch_size: int = 32

    def __post_init__(self) -> None:
        if self.mode not in get_args(Mode):
            raise OptionError.unknown("diarization mode", self.mode, get_args(Mode))
        for name in ("step", "clustering_threshold", "min_cluster_size", "batch_size"):
            value = getattr(self, name)
            if value is not None and not 0 < value <= MAXIMA.get(name, math.inf):
                raise OptionError(f"{name} must be above 0{_at_most(name)}, not {value:.15g}")
        if self.step is not None and self.step < MIN_STEP:
            raise OptionError(f"step must be at least {MIN_STEP} s, not {self.step:g}")
        for name in ("min_duration_on", "min_duration_off"):
            value = getattr(self, name)
            if value is not None and not value >= 0:
                raise OptionError(f"{name} cannot be below 0, as {value} is")


def _at_most(name: str) -> str:
    return f" and at most {MAXIMA[name]}" if name in MAXIMA else ""
