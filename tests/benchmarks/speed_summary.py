"""Summary of the runs of a comparison: medians, spreads, ratios, and the distance of turns from pyannote's."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.samples import diarization_error
from tests.benchmarks.speed_contestants import OURS_EXACT, OURS_FAST
from tests.benchmarks.speed_run import STAGES, Report, Run
from whisper_diarize import Diarization, Turn

REFERENCE = "pyannote.audio"  # the first contestant whose name begins so


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some repeats, the least and the most."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """Sum up repeats."""
        found = list(values)
        return cls(statistics.median(found), min(found), max(found))


@dataclass(frozen=True, slots=True)
class Row:
    """A contestant on one length; seconds, and bytes.

    `speed` is seconds of audio in a second; `ratios` are its wall time by that of another. `der` is None if there is
    nothing to compare with.
    """

    contestant: str
    repeats: int
    wall: Spread
    cpu: Spread
    start: float
    stages: Mapping[str, float]
    peak: int
    speed: float
    ratios: Mapping[str, float]
    speakers: int
    der: float | None


def summarise(report: Report) -> dict[float, list[Row]]:
    """Return the rows for each length."""
    return {seconds: list(_rows(report, seconds)) for seconds in report.lengths}


def _rows(report: Report, seconds: float) -> Iterable[Row]:
    runs = {name: found for name in report.contestants if (found := report.of(name, seconds))}
    walls = {name: statistics.median(run.wall for run in found) for name, found in runs.items()}
    reference = next((found[0].turns for name, found in runs.items() if name.startswith(REFERENCE)), None)
    for name, found in runs.items():
        yield Row(
            name,
            len(found),
            Spread.of(run.wall for run in found),
            Spread.of(run.cpu for run in found),
            statistics.median(run.start for run in found),
            _stages(found),
            max(run.peak for run in found),
            seconds / walls[name],
            {ours: walls[name] / walls[ours] for ours in (OURS_EXACT, OURS_FAST) if ours in walls},
            len({turn.speaker for turn in found[0].turns}),
            None if reference is None else _error(reference, found[0].turns),
        )


def _stages(runs: Sequence[Run]) -> dict[str, float]:
    """Return the medians of the stages that were measured."""
    return {
        stage: statistics.median(run.stages[stage] for run in runs)
        for stage in STAGES
        if all(stage in run.stages for run in runs)
    }


def _error(reference: tuple[Turn, ...], turns: tuple[Turn, ...]) -> float:
    return diarization_error(reference, Diarization(turns))["diarization error rate"]
