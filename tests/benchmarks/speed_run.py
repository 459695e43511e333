"""The cost of a contestant's run, all runs of a comparison, and the file that keeps them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whisper_diarize import Turn

DISTURBED = 0.1  # share of the machine that others may have had while a run is timed
STAGES = ("read", "segmentation", "embedding", "clustering", "rest")


@dataclass(frozen=True, slots=True)
class Run:
    """A recording of `seconds`, diarized once.

    `wall` and `cpu` are seconds from the file to the turns, `stages` are parts of `wall`; before it, `start` seconds
    went into imports, loading, and the first second of the recording. `peak` is the most memory of the process, in
    bytes; `others` the share of the machine that other processes had meanwhile, None where the system does not say.
    """

    contestant: str
    seconds: float
    start: float
    wall: float
    cpu: float
    stages: Mapping[str, float]
    peak: int
    turns: tuple[Turn, ...]
    others: float | None = None

    @classmethod
    def read(cls, values: dict[str, Any]) -> Run:
        """Make a run from its `dataclasses.asdict`."""
        return cls(**{**values, "turns": tuple(Turn(**turn) for turn in values["turns"])})


@dataclass(frozen=True, slots=True)
class Settings:
    """The common settings of all runs of a comparison."""

    recordings: tuple[str, ...]
    model: str
    threads: int
    machine: str
    versions: Mapping[str, str]


@dataclass(slots=True)
class Report:
    """A comparison: how it was made, and its runs in the order in which they were."""

    settings: Settings
    commands: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def of(self, contestant: str, seconds: float) -> list[Run]:
        """Return the repeats of one contestant on one length; those that others disturbed if there are none else."""
        runs = [run for run in self.runs if (run.contestant, run.seconds) == (contestant, seconds)]
        return [run for run in runs if (run.others or 0.0) <= DISTURBED] or runs

    @property
    def contestants(self) -> list[str]:
        """The contestants, in the order of their first run."""
        return list(dict.fromkeys(run.contestant for run in self.runs))

    @property
    def lengths(self) -> list[float]:
        """Seconds of audio, the shortest first."""
        return sorted({run.seconds for run in self.runs})


def write_report(report: Report, path: Path, summary: object) -> None:
    """Write everything, the raw timings too."""
    path.write_text(json.dumps({**dataclasses.asdict(report), "summary": summary}, indent=1) + "\n", encoding="utf-8")


def read_report(path: Path) -> Report:
    """Read the output of `write_report`."""
    values = json.loads(path.read_text(encoding="utf-8"))
    settings = {**values["settings"], "recordings": tuple(values["settings"]["recordings"])}
    return Report(Settings(**settings), values["commands"], [Run.read(run) for run in values["runs"]])
